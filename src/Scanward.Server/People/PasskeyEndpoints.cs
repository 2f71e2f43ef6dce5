namespace Scanward.Server.People;

/// <summary>What the script of the sign-in page and of the own account asks: JSON, with the antiforgery token in its header.</summary>
internal static class PasskeyEndpoints
{
    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-in/passkey/options", AskToSignIn).TakeForm();
        app.MapPost("/sign-in/passkey", SignIn).TakeForm();
        app.MapPost("/account/passkeys/options", AskToAdd).RequirePerson();
        app.MapPost("/account/passkeys", Add).RequirePerson();
    }

    private static async Task<IResult> AskToSignIn(HttpContext context, Passkeys passkeys) => Told(await passkeys.AskToSignIn(context));

    private static async Task<IResult> SignIn(HttpContext context, Passkeys passkeys, SignInPolicy policy, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (challenge, credential) = (body.Text("challenge_id", 64, required: true), body.Raw("credential", required: true));
        var go = LocalPath.Of(body.Text("return", 2_048));
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        switch (await passkeys.SignIn(context, challenge!, credential!, ct))
        {
            case SignInOutcome.SignedIn entered:
                SessionCookie.Write(context, entered.Token, policy.FromElsewhere);
                return new JsonResult(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("go", go);
                    json.WriteEndObject();
                });
            case SignInOutcome.Refused refused: return new ProblemResult(Problems.SignInRefused with { Status = refused.Status }, refused.Timed(context).Why);
            case var other: throw new InvalidOperationException($"A passkey cannot end in {other.GetType().Name}.");
        }
    }

    /// <summary>Whoever only found the browser open cannot add a passkey: it takes the password, where there is one.</summary>
    private static async Task<IResult> AskToAdd(HttpContext context, Passkeys passkeys, SignInDesk desk, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var who = context.SignedIn();
        var password = body.Text("password", PasswordRules.Most, required: who.Person.HasPassword);
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        if (who.Person.HasPassword && await desk.Confirm(who, password!, ct) is { } refused) return new ProblemResult(Problems.SignInRefused with { Status = refused.Status }, refused.Timed(context).Why);
        return Told(await passkeys.AskToAdd(context, who.Person));
    }

    private static async Task<IResult> Add(HttpContext context, Passkeys passkeys, CancellationToken ct)
    {
        var (body, problem) = await JsonRequest.Open(context, ct);
        if (body is null) return problem!;
        var (challenge, credential, name) = (body.Text("challenge_id", 64, required: true), body.Raw("credential", required: true), body.Text("name", Passkeys.NameMost, required: true));
        if (body.Faults() is { Length: > 0 } faults) return JsonRequest.Faulty(faults);
        var wrong = await passkeys.Add(context, context.SignedIn(), challenge!, credential!, name!, ct);
        return wrong.IsEmpty ? TypedResults.StatusCode(StatusCodes.Status204NoContent) : JsonRequest.Faulty(wrong);
    }

    private static JsonResult Told(PasskeyQuestion question) => new(json =>
    {
        json.WriteStartObject();
        json.WriteString("challenge_id", question.ChallengeId);
        json.WritePropertyName("options");
        json.WriteRawValue(question.Options);
        json.WriteEndObject();
    });
}
