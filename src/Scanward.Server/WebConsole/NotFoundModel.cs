namespace Scanward.Server.WebConsole;

/// <summary>What is not there, and where to go on.</summary>
internal sealed record NotFoundModel(string Text, string Url, string Link);
