using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.Gaussian;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Runtime;

public class TensorNumberTests
{
    [Fact]
    public void Elementary_functions_are_those_of_sixty_digits()
    {
        double[] at = [0.015625, 0.375, 0.9375, 1.5];
        Agree(at, BigReal.Log, TensorNumber.Log);
        Agree(at, BigReal.Exp, TensorNumber.Exp);
        Agree(at, BigReal.Sqrt, TensorNumber.Sqrt);
        Agree(at, BigReal.Sin, TensorNumber.Sin);
        Agree(at, BigReal.Cos, TensorNumber.Cos);
        Agree(at, BigReal.Erf, TensorNumber.Erf);
        Agree(at, BigReal.Expm1, TensorNumber.Expm1);
        Agree(at, BigReal.Log1p, TensorNumber.Log1p);
        Agree(at, BigReal.Tanh, TensorNumber.Tanh);
        Agree(at, x => BigReal.Pi * x, x => TensorNumber.Pi * x);
    }

    [Fact]
    public void Field_operations_are_exact_where_doubles_are()
    {
        Agree([0.5, 3, -6], x => (x + 2) * x - 1, x => (x + TensorNumber.From(2)) * x - TensorNumber.From(1));
        Agree([0.5, 4, -8], x => -(1 / x), x => -(TensorNumber.From(1) / x));
    }

    // Within two ulps: the accuracy that mathematical libraries state for these functions.
    static void Agree(double[] at, Func<BigReal, BigReal> exact, Func<TensorNumber, TensorNumber> computed)
    {
        using var scope = NewDisposeScope();
        double[] received = MixtureCase.Flat(computed(new(tensor(at))).Value);
        for (int i = 0; i < at.Length; i++)
        {
            double expected = (double)exact(BigReal.FromDouble(at[i]));
            Assert.InRange(Math.Abs(received[i] - expected), 0, 2 * Math.BitIncrement(Math.Abs(expected)) - 2 * Math.Abs(expected));
        }
    }
}
