using System.CommandLine;

namespace Scanward.Server.Commands;

/// <summary><c>scanward serve</c>: runs the server on a data folder.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var urls = CommonOptions.Urls();
        var policy = new Option<string?>("--policy")
        {
            Description = "The policy file; by default policy.yaml in the data folder, which is made from the starter policy.", HelpName = "FILE",
        };
        var bare = new Option<bool>("--bench-bare") { Hidden = true };
        var serve = new Command("serve", "Run the server until it is stopped.") { data, urls, policy, bare };
        var rates = new RateOptions();
        rates.AddTo(serve);
        serve.SetAction((parsed, ct) => Serving.Run(
            parsed.GetValue(data)!, parsed.GetValue(policy), new HttpOptions(parsed.GetValue(urls)!, rates.Of(parsed), parsed.GetValue(bare)),
            _ => { }, _ => Task.CompletedTask,
            (installation, urls) => Console.WriteLine(
                $"Scanward listens on {string.Join(", ", urls)} with {installation.Sites.All.Count} sites and policy "
                    + $"{installation.Policies.Current.Compiled.Policy.Name}."), ct));
        return serve;
    }
}
