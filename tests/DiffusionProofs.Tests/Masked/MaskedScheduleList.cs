using DiffusionProofs.Masked;

namespace DiffusionProofs.Tests.Masked;

/// <summary>Every schedule, with the published and with other parameters, and the times at which they are looked at.</summary>
static class MaskedScheduleList
{
    public static IMaskedSchedule[] All { get; } =
    [
        .. MaskedSchedules.Names.Select(name => MaskedSchedules.Create(name)),
        new LogLinear(0), new Cosine(0), new CosineSquared(0.25), new LinearSigma(0, 3), new Geometric(0.5, 20),
        new Polynomial(0.5), new Polynomial(2), new Polynomial(3.25), new Logarithmic(), new DuoCosine(0.125),
        new Squeezed(new Md4Cosine()), new Squeezed(new Polynomial(2), 0.125), new Clipped(0.125, 0.875), new Clipped(0.5, 1),
    ];

    public static double[] Times { get; } = [1e-9, 0.03125, 0.3125, 0.6875, 0.96875, 1 - 1e-9];
}
