namespace DiffusionProofs.Evidence;

/// <summary>A sentence of the essay "discrete diffusion was always going to suck" (2024), in our own words.</summary>
public sealed record EssaySentence(string Id, string Paraphrase, bool Opinion = false, string? Note = null);

/// <summary>The essay's sentences, in its order.</summary>
public static class Essay
{
    public static IReadOnlyList<EssaySentence> Sentences { get; } =
    [
        new("E0", "The map from noise to data is nearly always far from smooth."),
        new("E1", "The score of one Gaussian of fixed variance is linear."),
        new("E2", "At each time the model regresses a weighted combination of Gaussian scores, one a training point."),
        new("E3", "Each weight follows the distance to its point, as the Gaussian density does, and is smooth."),
        new("E4", "The variances over time are smooth too, usually."),
        new("E5", "Smoothness fails as the variance goes to zero, but the steps there are small and little harm is done."),
        new("E6", "Any split of a rough generative map into a series of smooth ones should do as well; cold diffusion is one.",
            Note: "that it should do as well is opinion"),
        new("E7", "Diffusion has a likelihood bound."),
        new("E8", "Discrete diffusion is BERT with extra steps."),
        new("E9", "What diffusion gains on continuous data does not transfer to discrete data."),
        new("E10", "Token embeddings can lie as far apart as one likes, so a smooth function already fits the data."),
        new("E11", "For ordinal variables, where distance means something again, diffusion could have a place."),
        new("E12", "Networks learn low frequencies first."),
        new("E13", "Diffusion has brought nothing new to discrete spaces, and was never going to.", Opinion: true,
            Note: "beside E8 to E11, and what the papers' tables report"),
    ];

    /// <summary>Null where the id is no sentence of the essay.</summary>
    public static EssaySentence? Find(string id) => Sentences.FirstOrDefault(s => s.Id == id);
}
