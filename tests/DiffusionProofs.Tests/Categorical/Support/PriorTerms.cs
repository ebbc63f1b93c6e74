using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>The prior's term, in bits, of chains too long for sixty digits at every step: intervals of doubles for the law, balls for the divergence.</summary>
static class PriorTerms
{
    /// <summary>q(x_T | x_0) of discretised Gaussian noise for each x_0 of a list, [K] each, enclosed.</summary>
    /// <param name="betas">Each above 0.</param>
    public static Interval[][] GaussianLaws(Interval[] betas, int categories, params int[] starts)
    {
        Interval[][] laws = [.. starts.Select(x0 => LinearAlgebra.Identity<Interval>(categories)[x0])];
        foreach (Interval beta in betas)
        {
            Interval[] jumps = ToeplitzKernels.GaussianJumps(ToeplitzKernels.GaussianWeights(beta, categories, categories - 1));
            laws = [.. laws.Select(law => ToeplitzKernels.After(law, jumps))];
        }
        return laws;
    }

    /// <summary>Q_1 ... Q_t of the same for t = 0..T, [K,K] each.</summary>
    public static Interval[][][] GaussianProducts(Interval[] betas, int categories) =>
        Products([.. betas.Select(beta => ToeplitzKernels.GaussianJumps(ToeplitzKernels.GaussianWeights(beta, categories, categories - 1)))], categories);

    /// <summary>The same of any jumps, one list a step.</summary>
    public static Interval[][][] Products(Interval[][] jumps, int categories)
    {
        Interval[][] laws = LinearAlgebra.Identity<Interval>(categories);
        return [laws, .. jumps.Select(each => laws = [.. laws.Select(law => ToeplitzKernels.After(law, each))])];
    }

    /// <summary>KL(law || even law)/log 2 as the sum of q log(K q) - q + 1/K, each term convex in q and least, 0, at 1/K.</summary>
    public static BigReal BitsFromEven(Interval[] law)
    {
        BigReal even = FromFraction(1, law.Length), sum = 0;
        foreach (Interval q in law)
        {
            BigReal low = Term(FromDouble(q.Lower), even), high = Term(FromDouble(q.Upper), even);
            if (q.Lower < 1.0 / law.Length && q.Upper > 1.0 / law.Length) sum += Between(0, low + high);
            else sum += Between(low, high);
        }
        return UnitFormulas.Bits(sum);
    }

    /// <summary>The same of uniform noise.</summary>
    /// <param name="keep">The product of the 1 - beta.</param>
    public static BigReal UniformBits(BigReal keep, int categories)
    {
        BigReal even = FromFraction(1, categories), off = (1 - keep) / categories;
        return UnitFormulas.Bits(Term(keep + off, even) + (categories - 1) * Term(off, even));
    }

    static BigReal Term(BigReal q, BigReal even) => q * Log(q / even) - q + even;

    static BigReal Between(BigReal a, BigReal b) => Within((a + b) / 2, (a - b) / 2);
}
