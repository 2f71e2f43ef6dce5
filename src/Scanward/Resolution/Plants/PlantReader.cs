using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion.Tags;

namespace Scanward.Resolution.Plants;

/// <summary>
/// Reads a plant file (docs/plant-file.md) in one pass, without building a tree of it, so that 100,000 assets take seconds and little memory.
/// Everything that is wrong is found at once, each with its line and column. Reading never throws for what the text holds.
/// </summary>
/// <param name="tags">Reads the assets' tags: the same reader as for scans, so that a tag that is accepted here is found there.</param>
/// <param name="now">When stock figures are taken to be true where the file does not say.</param>
public sealed class PlantReader(TagReader tags, Instant now)
{
    /// <summary>Faults that a reading lists; further ones are counted.</summary>
    public const int FaultsListed = 200;

    /// <summary>Entries of a section between two reports of progress.</summary>
    public const int EntriesPerReport = 1000;

    private static readonly PlantMembers Sections = new("as_of", "sites", "parts", "classes", "assets", "stock", "crews", "technicians");

    /// <summary>Codes of sites that the registry has, also of those that were retired: the site's id by its code.</summary>
    public IReadOnlyDictionary<string, string> CodesTaken { get; init; } = ImmutableDictionary<string, string>.Empty;

    public PlantReading Read(string text, Action<PlantProgress>? report = null)
    {
        using var reader = new StringReader(text);
        return Read(reader, report);
    }

    /// <summary>A <see cref="Plant"/>, or <see cref="PlantFaults"/> with what is wrong and how much of it.</summary>
    public PlantReading Read(TextReader text, Action<PlantProgress>? report = null) =>
        Read(new PlantCursor(text, new FileFaults(FaultsListed)), null, report);

    /// <param name="known">What the registry has already and may be referred to.</param>
    internal PlantReading Read(PlantCursor cursor, Plant? known, Action<PlantProgress>? report)
    {
        var reading = new Reading(cursor, tags, now, report);
        reading.Take(CodesTaken);
        if (known is not null) reading.Know(known);
        return reading.Run();
    }

    /// <summary>One reading of one file.</summary>
    private sealed class Reading
    {
        private readonly PlantCursor cursor;
        private readonly Action<PlantProgress>? report;
        private readonly NameTable siteNames;
        private readonly NameTable partNames;
        private readonly NameTable classNames;
        private readonly SiteSection sites;
        private readonly PartSection parts;
        private readonly ClassSection classes;
        private readonly AssetSection assets;
        private readonly CrewSection crews;
        private Instant asOf;
        private int entries;

        public Reading(PlantCursor cursor, TagReader tags, Instant now, Action<PlantProgress>? report)
        {
            this.cursor = cursor;
            this.report = report;
            asOf = now;
            var pool = new InternPool();
            siteNames = new NameTable("site", cursor.Faults);
            partNames = new NameTable("part", cursor.Faults);
            classNames = new NameTable("class", cursor.Faults);
            var jobs = new JobReading(cursor, partNames, pool);
            sites = new SiteSection(cursor, siteNames);
            parts = new PartSection(cursor, siteNames, partNames, pool);
            classes = new ClassSection(cursor, classNames, jobs, pool);
            assets = new AssetSection(cursor, new NameTable("asset", cursor.Faults), siteNames, classNames, classes, jobs, tags, pool);
            crews = new CrewSection(cursor, siteNames, pool);
        }

        public void Take(IReadOnlyDictionary<string, string> codes)
        {
            foreach (var (code, siteId) in codes) sites.Take(code, siteId);
        }

        public void Know(Plant known)
        {
            foreach (var site in known.Sites) sites.Know(site);
            foreach (var part in known.Parts) partNames.Know(part.PartId);
            foreach (var roster in known.Rosters) crews.Know(roster);
        }

        public PlantReading Run()
        {
            var root = cursor.Mapping("a plant file", Sections);
            while (root.Next(out var section)) ReadSection(section);
            root.Require("sites");
            cursor.ExpectEnd();
            if (cursor.IsOver) return Faults();
            Complete();
            return Result();
        }

        private void ReadSection(string section)
        {
            entries = 0;
            switch (section)
            {
                case "as_of": asOf = cursor.Moment(section) ?? asOf; return;
                case "sites": ReadList(section, sites.ReadEntry, siteNames); break;
                case "parts": ReadList(section, parts.ReadEntry, partNames); break;
                case "classes": ReadList(section, classes.ReadEntry, classNames); break;
                case "assets": ReadList(section, assets.ReadEntry); break;
                case "crews": ReadList(section, crews.ReadCrew); break;
                case "technicians": ReadList(section, crews.ReadTechnician); break;
                case "stock": ReadStock(section); break;
            }

            report?.Invoke(new PlantProgress(section, entries, cursor.Here.Line));
        }

        /// <param name="names">What the section declares: complete with it, unless the reading broke off.</param>
        private void ReadList(string section, Action readEntry, NameTable? names = null)
        {
            var items = cursor.Sequence(section);
            while (items.Next())
            {
                readEntry();
                CountEntry(section);
            }

            if (!cursor.IsOver) names?.Complete();
        }

        private void ReadStock(string section)
        {
            var bySite = cursor.Mapping(section);
            while (bySite.Next(out var site)) parts.ReadStock(new PlantText(site, bySite.KeyAt), () => CountEntry(section));
        }

        private void CountEntry(string section)
        {
            if (++entries % EntriesPerReport == 0) report?.Invoke(new PlantProgress(section, entries, cursor.Here.Line));
        }

        private void Complete()
        {
            siteNames.Complete();
            partNames.Complete();
            classNames.Complete();
            assets.FinishWaiting();
        }

        private PlantFaults Faults() => new(cursor.Faults.InFileOrder(), cursor.Faults.Total);

        private PlantReading Result()
        {
            ImmutableArray<Roster> rosters = [.. crews.Rosters()];
            if (cursor.Faults.Total > 0) return Faults();
            sites.Sites.Sort((a, b) => string.CompareOrdinal(a.SiteId, b.SiteId));
            parts.Parts.Sort((a, b) => string.CompareOrdinal(a.PartId, b.PartId));
            assets.Assets.Sort((a, b) => string.CompareOrdinal(a.AssetId, b.AssetId));
            return new Plant
            {
                Sites = [.. sites.Sites],
                Assets = [.. assets.Assets],
                Parts = [.. parts.Parts],
                Stock = [.. parts.Stock(asOf).OrderBy(stock => stock.SiteId, StringComparer.Ordinal).ThenBy(stock => stock.PartId, StringComparer.Ordinal)],
                Rosters = rosters,
                History = assets.History.ToImmutableSortedDictionary(StringComparer.Ordinal),
            };
        }
    }
}
