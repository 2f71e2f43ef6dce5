using System.CommandLine;
using Scanward.Bench.Dispatch;
using Scanward.Bench.Labels;
using Scanward.Bench.Load;
using Scanward.Bench.Micro;

var program = new RootCommand("Measures Scanward. The figures that it must reach are in docs/benchmarks.md; bench/load/run measures a whole server.")
{
    MicroBenches.Command(),
    LoadPlant.Command(),
    ScanMix.Command(),
    OpenLoop.Command(),
    Seed.Command(),
    Lists.Command(),
    Pages.Command(),
    CmmsTarget.Command(),
    Claims.Command(),
    LabelSheets.Command(),
};
return await program.Parse(args).InvokeAsync();
