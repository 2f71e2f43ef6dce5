using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Scanward.Ingestion;

namespace Scanward.Server.People;

/// <summary>What came of signing in.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <summary>Somebody is signed in; the token goes into the cookie and nowhere else.</summary>
    internal sealed record SignedIn(Person Person, string Token) : SignInOutcome
    {
        public override string ToString() => Person.SignInName;
    }

    /// <summary>Nobody is, and why, in words for whoever tried.</summary>
    /// <param name="WaitSeconds">After which another attempt is looked at.</param>
    internal sealed record Refused(string Why, int Status = StatusCodes.Status401Unauthorized, int? WaitSeconds = null) : SignInOutcome
    {
        /// <summary>Says in the answer's head when to come again.</summary>
        public Refused Timed(HttpContext context)
        {
            if (WaitSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return this;
        }
    }

    /// <summary>What was filled in does not do; nothing was changed.</summary>
    internal sealed record Invalid(ImmutableArray<ScanFault> Faults) : SignInOutcome;

    public static Refused WrongNameOrPassword { get; } = new("The sign-in name or the password is wrong. If you do not know it any more, ask an admin for a new link.");

    public static Refused WrongOwnPassword { get; } = new("This is not your password.", StatusCodes.Status422UnprocessableEntity);

    public static Refused WrongPasskey { get; } = new("The passkey was not accepted. Try it again, or sign in with your password.");

    public static Refused Disabled { get; } = new("This account is disabled. Ask an admin to enable it.", StatusCodes.Status403Forbidden);

    public static Refused NoRole { get; } = new("The sign-in service knows you, but none of your groups has a role here. Ask whoever gives out the groups, or an admin of Scanward.", StatusCodes.Status403Forbidden);

    public static Refused LinkGone { get; } = new("This link does not work: it was used before, has been replaced by another, or is too old. Ask an admin for a new one.", StatusCodes.Status410Gone);

    public static Refused Locked(Instant until, Instant now)
    {
        var minutes = Math.Max(1, (int)Math.Ceiling((until - now).TotalMinutes));
        return new(
            string.Create(CultureInfo.InvariantCulture, $"There were {SignInThrottle.WrongMost} wrong passwords for this name, so that it is locked for {minutes} {(minutes == 1 ? "minute" : "minutes")}. Wait, sign in with a passkey, or ask an admin for a new link."),
            StatusCodes.Status429TooManyRequests, Math.Max(1, (int)Math.Ceiling((until - now).TotalSeconds)));
    }

    public static Refused TooMany(int seconds) => new(string.Create(CultureInfo.InvariantCulture, $"Too many attempts came from your network. Wait {seconds} {(seconds == 1 ? "second" : "seconds")} and try again."), StatusCodes.Status429TooManyRequests, seconds);
}
