using System.Net;

namespace Scanward.Server.Tests.ApiClient;

/// <summary>What went over the wire.</summary>
internal sealed record Exchange(string Method, string Path, string? Body, HttpStatusCode Status, string Answer);

/// <summary>Lets everything pass, and notes it.</summary>
internal sealed class RecordingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public List<Exchange> Exchanges { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        Exchanges.Add(new(request.Method.Method, request.RequestUri!.AbsolutePath, body, answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken)));
        return answer;
    }
}

/// <summary>Answers from a script, one entry a request; an entry that throws is a network that fails.</summary>
internal sealed class ScriptedHandler(params Func<HttpResponseMessage>[] script) : HttpMessageHandler
{
    public List<(string Address, string? Body, string? Key, string? IfMatch)> Requests { get; } = [];

    public static Func<HttpResponseMessage> Answer(int status, string body = "{}", string mediaType = "application/json", Action<HttpResponseMessage>? change = null) => () =>
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, System.Text.Encoding.UTF8, mediaType) };
        change?.Invoke(answer);
        return answer;
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        string? Header(string name) => request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
        Requests.Add((request.RequestUri!.ToString(), body, Header("Idempotency-Key"), Header("If-Match")));
        return script[Requests.Count - 1]();
    }
}
