namespace DiffusionProofs.Numbers;

/// <summary>A mean loss per token in other units. A bound of the loss gives a bound of each.</summary>
public static class UnitFormulas
{
    /// <summary>exp(nats): the perplexity. Of several batches it is that of the mean loss of their tokens, not the mean of theirs.</summary>
    /// <param name="nats">Per token.</param>
    public static T Perplexity<T>(T nats) where T : IRealField<T> => T.Exp(nats);

    /// <summary>nats/log 2.</summary>
    public static T Bits<T>(T nats) where T : ILogField<T> => nats / T.Log(T.From(2));

    /// <summary>log perplexity, per token.</summary>
    public static T Nats<T>(T perplexity) where T : ILogField<T> => T.Log(perplexity);
}
