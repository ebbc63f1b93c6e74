using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Masked;

[Claim("MDLM.24", "A loss of n nats a token is a perplexity of e^n and n/log 2 bits: 23.05 on OpenWebText is 3.138 nats and 4.527 bits. The perplexity of several batches is that of their mean loss, not the mean of theirs. T log(PPL_T/PPL_inf) of the printed table goes from 6.04 at T = 10 to 4.33 at T = 1000.",
    Source = "Sahoo et al., MDLM, arXiv:2406.07524, tables 1, 2, 9 and 11",
    Refined = "3.30, printed in table 9 as bits on OpenWebText, is the nats of the perplexity 27.04 on LM1B",
    Oracle = "the printed figures; powers of 2 and of e of the converted values")]
public class Units
{
    static readonly BigReal openWebText = BigReal.Parse("23.05"), billionWords = BigReal.Parse("27.04");

    /// <summary>Perplexity of a trained model at T steps, and T log(PPL_T/PPL_inf) from it.</summary>
    static readonly (int Steps, string Perplexity, string Scaled)[] table11 =
    [
        (10, "42.18", "6.04"), (20, "30.70", "5.73"), (50, "25.77", "5.58"), (100, "24.35", "5.49"), (200, "23.66", "5.22"), (500, "23.26", "4.53"),
        (1000, "23.15", "4.33"),
    ];

    [Exact]
    public ExactOutcome Printed_perplexities() => Exact.Rows(
        [(Perplexity: openWebText, Nats: "3.138", Bits: "4.527"), (Perplexity: billionWords, Nats: "3.30", Bits: "4.757")],
        row =>
        {
            BigReal nats = UnitFormulas.Nats(row.Perplexity), bits = UnitFormulas.Bits(nats);
            return
            [
                Printed.Rounds("nats", nats, row.Nats),
                Printed.Rounds("bits", bits, row.Bits),
                Decide.That("e^nats is the perplexity", UnitFormulas.Perplexity(nats).Overlaps(row.Perplexity), $"{nats}"),
                Decide.That("2^bits is the perplexity", BigReal.Exp(bits * BigReal.Log(2)).Overlaps(row.Perplexity), $"{bits}"),
            ];
        }, "OpenWebText 23.05, LM1B 27.04", "per token");

    [Exact]
    public ExactOutcome Perplexities_of_a_trained_model_fall_as_one_over_T() => Exact.Rows(table11, row =>
    {
        BigReal scaled = row.Steps * (UnitFormulas.Nats(BigReal.Parse(row.Perplexity)) - UnitFormulas.Nats(openWebText));
        return
        [
            Printed.Rounds("T times the gap", scaled, row.Scaled),
            Decide.That("between 4 and 6.1", BigReal.CertainlyLess(4, scaled) && BigReal.CertainlyLess(scaled, BigReal.Parse("6.1")), $"{scaled}"),
        ];
    }, "table 11, T = 10..1000 against T = infinity", "in nats a token");

    [Refutes("nats printed as bits", Link = "MDLM, arXiv:2406.07524, table 9")]
    public RefutationOutcome Nats_are_not_bits() => Refute.AtWitness("the perplexity 27.04",
        () => [TwoToThe(UnitFormulas.Bits(UnitFormulas.Nats(billionWords)))],
        () => [TwoToThe(UnitMistakes.NatsAsBits(UnitFormulas.Nats(billionWords)))]);

    [Refutes("the mean of the batches' perplexities", Link = "https://github.com/kuleshov-group/mdlm/commit/4849321")]
    public RefutationOutcome Mean_of_perplexities()
    {
        BigReal[] nats = [3, 4];
        static Decision Squared(BigReal perplexity) => Decide.That("its square is e^3 e^4",
            perplexity.Squared().Overlaps(BigReal.Exp(3) * BigReal.Exp(4)), $"{(double)perplexity:R}");
        return Refute.AtWitness("two batches of one size, 3 and 4 nats a token",
            () => [Squared(UnitFormulas.Perplexity(nats.Sum() / nats.Length))],
            () => [Squared(UnitMistakes.MeanOfPerplexities(nats))]);
    }

    static Decision TwoToThe(BigReal bits) =>
        Decide.That("2^bits is the perplexity", BigReal.Exp(bits * BigReal.Log(2)).Overlaps(billionWords), $"{(double)bits:R} bits");
}
