using Scanward.Routing;
using Scanward.WorkOrders;

namespace Scanward.Tests;

public sealed class WireTests
{
    [Fact]
    public void Names_AreThoseOfTheContract()
    {
        Assert.Equal(
            ["corrective_wo", "preventive_pm", "inspection_wo", "tier_2_engineer", "parts_pending", "warranty_claim", "duplicate", "review"], Wire.All<Outcome>());
        Assert.Equal(["reserved", "short", "on_order"], Wire.All<PartState>());
        Assert.Equal(["waiting_parts", "open", "assigned", "in_progress", "on_hold", "completed", "closed", "cancelled"], Wire.All<WorkOrderState>());
        Assert.Equal(["last_scan", "same_fault_open", "open_pm", "open_inspection", "open_corrective"], Wire.All<DuplicateOf>());
    }

    [Fact]
    public void Name_GivesBackTheValue() => Assert.All(Enum.GetValues<Outcome>(), value =>
    {
        Assert.True(Wire.TryParse<Outcome>(Wire.Name(value), out var read));
        Assert.Equal(value, read);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("CorrectiveWo")]
    [InlineData("1")]
    [InlineData("corrective_wo ")]
    public void Name_ThatIsNone_IsRefused(string? name) => Assert.False(Wire.TryParse<Outcome>(name, out _));

    [Fact]
    public void Value_ThatIsNone_HasNoName() => Assert.Throws<ArgumentOutOfRangeException>(() => Wire.Name((Outcome)99));
}
