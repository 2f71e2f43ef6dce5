using Microsoft.AspNetCore.DataProtection;

namespace Scanward.Server.People;

/// <summary>What the framework needs to know for people to sign in.</summary>
internal static class PeopleServices
{
    /// <summary>The folder of the keys with which tokens of forms are made.</summary>
    private const string KeysFolder = "form-keys";

    /// <param name="dataFolder">Where the keys are kept, for their owner alone.</param>
    /// <param name="policy">How people come in.</param>
    public static void AddPeople(this IServiceCollection services, Reception reception, SignInPolicy policy, string dataFolder)
    {
        services.AddSingleton(reception.Accounts).AddSingleton(reception.Sessions).AddSingleton(reception.SignIn).AddSingleton(reception.People).AddSingleton(reception.Links).AddSingleton(reception.Passkeys)
            .AddSingleton(policy);
        var keys = Path.Combine(dataFolder, KeysFolder);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(keys);
        else Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        services.AddDataProtection().SetApplicationName("scanward").PersistKeysToFileSystem(new DirectoryInfo(keys));
        // It warns that the keys are not encrypted: they lie where the store lies, and what protects that protects them.
        // And of each form that is not ours, which its sender is told, and that its own headers count more than those set before.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error).AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error));
        services.AddAntiforgery(forms =>
        {
            forms.HeaderName = SessionEndpoints.TokenHeader;
            forms.Cookie.Name = "scanward-form";
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.Cookie.IsEssential = true;
            forms.SuppressXFrameOptionsHeader = true; // pages say it themselves, and more strictly
        });
    }
}
