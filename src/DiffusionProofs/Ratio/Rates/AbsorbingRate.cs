using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Absorbing noise: at rate 1 a token becomes the mask, which stays.</summary>
/// <remarks>
/// Q = 1 e_m^T - I, so Q Q = -Q and exp(sigma Q) = I + (1 - alpha) Q. Rows: the column of the mask is 1, its row 0; SEDD's eq. 16 prints the transpose.
/// Source: Lou et al., SEDD, arXiv:2310.16834, eq. 16; Ou et al., RADD, arXiv:2406.03736, eq. 2.9.
/// </remarks>
public sealed class AbsorbingRate : ClosedRate
{
    readonly AbsorbingKernel kernel;

    /// <param name="categories">V >= 2, the mask included.</param>
    /// <param name="mask">The mask's id, 0..V-1.</param>
    public AbsorbingRate(int categories, int mask) : base(categories) => kernel = new(categories, mask);

    public int Mask => kernel.Mask;

    public override T[][] Rate<T>() => Off(Categories, (x, y) => T.From((y == Mask ? 1 : 0) - (x == y ? 1 : 0)));

    public override T[][] AtAlpha<T>(T alpha) => kernel.Cumulative(alpha);

    public override bool Reaches(int from, int to) => kernel.Reaches(from, to);
}
