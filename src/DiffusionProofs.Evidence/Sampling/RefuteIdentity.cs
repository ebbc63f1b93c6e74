namespace DiffusionProofs.Evidence;

public static partial class Refute
{
    const string ByProof = "the right identity is proven, the mistake refuted at a point by the same engine";

    /// <summary>The right identity is proven for all inputs; the mistake is refuted at a point, where its sides are given.</summary>
    /// <param name="wrong">The same statement with the mistake in it, of the same variables.</param>
    /// <exception cref="ClaimFailedException">
    /// The right identity is not proven, or the mistake is not refuted by values: proven too, vacuous, or dividing by zero everywhere.
    /// </exception>
    public static RefutationOutcome Identity(IIdentity right, IIdentity wrong)
    {
        CheckVariables(right.Variables, wrong.Variables);
        return Of(() => Prove.Identity(right), () => Prove.Identity(wrong));
    }

    /// <inheritdoc cref="Identity"/>
    public static RefutationOutcome LogIdentity(ILogIdentity right, ILogIdentity wrong)
    {
        CheckVariables(right.Variables, wrong.Variables);
        return Of(() => Prove.LogIdentity(right), () => Prove.LogIdentity(wrong));
    }

    static RefutationOutcome Of(Func<IdentityOutcome> right, Func<IdentityOutcome> wrong)
    {
        IdentityOutcome proven = right();
        try
        {
            wrong();
        }
        catch (IdentityRefutedException refuted)
        {
            return new RefutationOutcome
            {
                Shapes = proven.Shapes,
                Domain = $"the witness; the right identity holds for {proven.Domain}",
                Method = ByProof,
                Trust = proven.Trust,
                Cases = proven.Cases,
                Witness = $"{refuted.Counterexample}: {refuted.Left} on the left, {refuted.Right} on the right",
            };
        }
        catch (Exception e)
        {
            throw new ClaimFailedException($"the mistake is not refuted by a value: {e.GetType().Name}: {e.Message}");
        }
        throw new ClaimFailedException("the mistake is not refuted: it is proven to hold as well");
    }

    static void CheckVariables(IReadOnlyList<string> right, IReadOnlyList<string> wrong)
    {
        if (!right.SequenceEqual(wrong))
            throw new ArgumentException($"wrong must have the variables of right, {string.Join(", ", right)}; it had {string.Join(", ", wrong)}.", nameof(wrong));
    }
}
