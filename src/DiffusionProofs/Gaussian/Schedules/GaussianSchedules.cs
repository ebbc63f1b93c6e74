namespace DiffusionProofs.Gaussian;

/// <summary>The continuous schedules by the names that files of test vectors use.</summary>
public static class GaussianSchedules
{
    static readonly Dictionary<string, Func<Func<string, double, double>, IGaussianSchedule>> makers = new()
    {
        ["vp"] = get => new VariancePreserving(get("beta_min", 0.1), get("beta_max", 20)),
        ["sub-vp"] = get => new SubVariancePreserving(get("beta_min", 0.1), get("beta_max", 20)),
        ["ve"] = get => new VarianceExploding(get("sigma_min", 0.01), get("sigma_max", 50)),
        ["vdm-linear"] = get => new LinearLogSnr(get("gamma_min", -13.3), get("gamma_max", 5)),
        ["cosine"] = get => new ContinuousCosine(get("s", 0.008)),
        ["rectified-flow"] = get => new RectifiedFlow(get("shift", 1)),
        ["edm"] = get => new EdmSchedule(get("sigma_min", 0.002), get("sigma_max", 80), get("rho", 7)),
    };

    public static IReadOnlyCollection<string> Names => makers.Keys;

    /// <summary>The schedule of that name; a parameter that is not given takes the paper's value.</summary>
    /// <exception cref="ArgumentException">An unknown name, a parameter that the schedule does not have, or a value outside its domain.</exception>
    public static IGaussianSchedule Create(string name, IReadOnlyDictionary<string, double>? parameters = null)
    {
        if (!makers.TryGetValue(name, out Func<Func<string, double, double>, IGaussianSchedule>? make))
            throw new ArgumentException($"name must be one of {string.Join(", ", Names)}, was '{name}'.", nameof(name));
        HashSet<string> known = [];
        IGaussianSchedule schedule = make((parameter, standard) =>
        {
            known.Add(parameter);
            return parameters is not null && parameters.TryGetValue(parameter, out double value) ? value : standard;
        });
        if (parameters?.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
            throw new ArgumentException(
                $"parameters of '{name}' must be among {string.Join(", ", known)}, had '{unknown}'.", nameof(parameters));
        return schedule;
    }
}
