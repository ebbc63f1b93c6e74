namespace DiffusionProofs.Numbers;

/// <summary>An expansion grew beyond the limits in force; nothing has been decided.</summary>
public sealed class PolynomialTooLargeException(string message) : Exception(message);

/// <summary>
/// Limits on the expansion of polynomials, for this flow of control until disposed: terms of one polynomial, and products
/// of terms altogether. Counted, not timed, so that the same formula always ends the same way.
/// </summary>
public sealed class PolynomialBudget : IDisposable
{
    const int DefaultTerms = 200_000;

    static readonly AsyncLocal<PolynomialBudget?> ambient = new();

    readonly PolynomialBudget? previous = ambient.Value;
    readonly int terms;
    long products;

    PolynomialBudget(int terms, long products) => (this.terms, this.products) = (terms, products);

    public static PolynomialBudget Use(int terms, long products)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(terms);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(products);
        return ambient.Value = new PolynomialBudget(terms, products);
    }

    public void Dispose() => ambient.Value = previous;

    internal static void Spend(long products)
    {
        if (ambient.Value is not { } budget) return;
        budget.products -= products;
        if (budget.products < 0) throw new PolynomialTooLargeException("The expansion needs more products of terms than allowed.");
    }

    internal static void CheckTerms(int terms)
    {
        int limit = ambient.Value?.terms ?? DefaultTerms;
        if (terms > limit) throw new PolynomialTooLargeException($"A polynomial grew beyond {limit} terms.");
    }
}
