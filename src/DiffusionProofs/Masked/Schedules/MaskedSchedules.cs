namespace DiffusionProofs.Masked;

/// <summary>The schedules by the names that files of test vectors use.</summary>
public static class MaskedSchedules
{
    static readonly Dictionary<string, Func<Func<string, double, double>, IMaskedSchedule>> makers = new()
    {
        ["log-linear"] = get => new LogLinear(get("eps", 1e-3)),
        ["cosine"] = get => new Cosine(get("eps", 1e-3)),
        ["cosine-squared"] = get => new CosineSquared(get("eps", 1e-3)),
        ["linear-sigma"] = get => new LinearSigma(get("sigma_min", 1e-3), get("sigma_max", 7)),
        ["geometric"] = get => new Geometric(get("sigma_min", 1e-3), get("sigma_max", 1)),
        ["polynomial"] = get => new Polynomial(get("power", 1)),
        ["md4-cosine"] = _ => new Md4Cosine(),
    };

    public static IReadOnlyCollection<string> Names => makers.Keys;

    /// <summary>The schedule of that name; a parameter that is not given takes the paper's or code's value.</summary>
    /// <exception cref="ArgumentException">An unknown name, a parameter that the schedule does not have, or a value outside its domain.</exception>
    public static IMaskedSchedule Create(string name, IReadOnlyDictionary<string, double>? parameters = null)
    {
        if (!makers.TryGetValue(name, out Func<Func<string, double, double>, IMaskedSchedule>? make))
            throw new ArgumentException($"name must be one of {string.Join(", ", Names)}, was '{name}'.", nameof(name));
        HashSet<string> known = [];
        IMaskedSchedule schedule = make((parameter, standard) =>
        {
            known.Add(parameter);
            return parameters is not null && parameters.TryGetValue(parameter, out double value) ? value : standard;
        });
        if (parameters?.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
            throw new ArgumentException(
                known.Count == 0
                    ? $"'{name}' has no parameters, had '{unknown}'."
                    : $"parameters of '{name}' must be among {string.Join(", ", known)}, had '{unknown}'.",
                nameof(parameters));
        return schedule;
    }
}
