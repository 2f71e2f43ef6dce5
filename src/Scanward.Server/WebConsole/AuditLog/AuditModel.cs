using System.Collections.Immutable;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.AuditLog;

/// <summary>A page of the audit log.</summary>
internal sealed record AuditModel
{
    public required AuditFilters Filters { get; init; }

    public required ImmutableArray<AuditRow> Rows { get; init; }

    /// <summary>Cursor of the next page; null on the last.</summary>
    public string? Next { get; init; }

    public required ChainLook Chain { get; init; }

    /// <summary>What is wrong with the head that was given.</summary>
    public string? HeadFault { get; init; }
}

/// <summary>What the log is asked for; null for anything.</summary>
internal sealed record AuditFilters(string? Actor, string? Action, string? Entity, string? EntityId)
{
    public static AuditFilters Of(IQueryCollection query) => new(query.Filter("actor"), query.Filter("action"), query.Filter("entity"), query.Filter("entity_id"));

    /// <summary>An id alone is none of anything.</summary>
    public string? Fault => EntityId is not null && Entity is null ? "Say what it is the id of, such as asset." : null;

    public bool Any => Actor is not null || Action is not null || Entity is not null || EntityId is not null;

    public IReadOnlyList<Filter> Conditions => [.. new (string Column, string? Value)[] { ("a.actor", Actor), ("a.action", Action), ("a.entity", Entity), ("a.entity_id", EntityId) }
        .Where(f => f.Value is not null).Select(f => new Filter(f.Column, f.Value!))];

    public string Address(string path, string? cursor = null) => QueryText.With(path, ("actor", Actor), ("action", Action), ("entity", Entity), ("entity_id", EntityId), ("cursor", cursor));
}

/// <summary>A row with what it changed.</summary>
internal sealed record AuditRow(AuditRecord Record, ImmutableArray<ChangedMember> Members);
