using DiffusionProofs.Categorical;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Ratio;

/// <summary>Uniform noise as SEDD's code and its appendix scale it: 1/V off the diagonal. At rate 1 a token is drawn anew from all V, itself among them.</summary>
/// <remarks>
/// Symmetric, so it looks the same in both conventions. exp(sigma Q) = alpha I + (1 - alpha) 1 1^T/V. Source: Lou et al., SEDD, arXiv:2310.16834,
/// appendix C.1 and code. Eq. 15 as printed: <see cref="UnscaledUniformRate"/>.
/// </remarks>
/// <param name="categories">V >= 2.</param>
public sealed class UniformRate(int categories) : ClosedRate(categories)
{
    public override T[][] Rate<T>() => Off(Categories, (x, y) => T.From(x == y ? 1 - Categories : 1) / Categories);

    public override T[][] AtAlpha<T>(T alpha) => new UniformKernel(Categories).Step(1 - alpha);

    public override bool Reaches(int from, int to) => true;
}

/// <summary>Uniform noise as SEDD's eq. 15 prints it: 1 off the diagonal, so V times as fast as <see cref="UniformRate"/>.</summary>
/// <remarks>
/// exp(sigma Q) has alpha^V = e^{-V sigma} in the place of alpha: the eigenvalue is -V. Campbell et al. (arXiv:2205.14987, appendix E) scale it so too, by beta.
/// </remarks>
/// <param name="categories">V >= 2.</param>
public sealed class UnscaledUniformRate(int categories) : ClosedRate(categories)
{
    public override T[][] Rate<T>() => Off(Categories, (x, y) => T.From(x == y ? 1 - Categories : 1));

    public override T[][] AtAlpha<T>(T alpha) => new UniformKernel(Categories).Step(1 - alpha.Power(Categories));

    public override bool Reaches(int from, int to) => true;
}
