using System.Reflection;

namespace Scanward.Server;

internal static class ProgramVersion
{
    /// <summary>Such as <c>0.1.0</c>, and after a plus what it was built from, where that is known.</summary>
    public static string Text { get; } = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
