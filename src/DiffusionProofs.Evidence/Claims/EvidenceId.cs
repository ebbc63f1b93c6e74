using System.Reflection;

namespace DiffusionProofs.Evidence;

/// <summary>One piece of evidence: a method of a claim, and for sampled ones a device and dtype.</summary>
/// <param name="Claim">Null where the class carries no [Claim], which is an error of the class.</param>
public sealed record EvidenceId(Type Class, MethodInfo Method, ClaimAttribute? Claim, EvidenceAttribute Evidence, On? On)
{
    public static EvidenceId Of(Type type, MethodInfo method, On? on) => new(
        type, method, type.GetCustomAttribute<ClaimAttribute>(), method.GetCustomAttribute<EvidenceAttribute>(true)!, on);

    /// <summary>All pieces that the method stands for; none where it is no evidence.</summary>
    public static IEnumerable<EvidenceId> AllOf(Type type, MethodInfo method) => method.GetCustomAttribute<EvidenceAttribute>(true) switch
    {
        null => [],
        SampledAttribute => from device in DiffusionProofs.Evidence.On.Devices
                            from dtype in new[] { "float64", "float32" }
                            select Of(type, method, new On(device, DiffusionProofs.Evidence.On.DTypeOf(dtype))),
        _ => [Of(type, method, null)],
    };

    /// <summary><c>E3.2/Identity/Method</c>, <c>E3.2/Sampled/Method/cpu/float64</c>.</summary>
    public string Id => $"{Claim?.Id}/{Evidence.Kind}/{Method.Name}{(On is { } on ? $"/{on.Device}/{on.DTypeName}" : "")}";

    /// <summary>Why this piece does not run here; null where it does.</summary>
    public string? ReasonToSkip()
    {
        if (Evidence.Skip is { } skip) return skip;
        if (On is not { } on) return null;
        if (Evidence is SampledAttribute { Float64Only: true } sampled && on.DTypeName == "float32") return $"float64 only: {sampled.Reason}";
        return Devices.ReasonToSkip(on.Device);
    }

    /// <summary>What is wrong with the way the method is declared; null where it is right.</summary>
    public string? Misdeclared()
    {
        if (Claim is null) return $"{Class.Name} has evidence but no [Claim(id, statement)]: evidence of what?";
        if (Method.ReturnType != Evidence.Outcome)
            return $"a [{Evidence.Kind}] method must return {Evidence.Outcome.Name}; {Method.Name} returns {Method.ReturnType.Name}";
        Type[] parameters = [.. Method.GetParameters().Select(p => p.ParameterType)];
        Type[] expected = On is null ? [] : [typeof(On)];
        if (!parameters.SequenceEqual(expected))
            return $"a [{Evidence.Kind}] method must take {(On is null ? "no parameter" : "one parameter, On")}; {Method.Name} takes ({string.Join(", ", parameters.Select(p => p.Name))})";
        if (Evidence is SampledAttribute { Float64Only: true, Reason: null or "" }) return $"Float64Only of {Method.Name} needs a Reason";
        return null;
    }

    /// <summary>The line that runs this piece again with the seed of this run.</summary>
    public string ReplayLine() =>
        $"replay: {Settings.SeedName}={Settings.Current.Seed} {CasesPart()}dotnet test --filter \"Claim={Claim?.Id}&Evidence={Evidence.Kind}&FullyQualifiedName~{Class.Name}.{Method.Name}\"";

    static string CasesPart() => Settings.Current.Cases == Settings.DefaultCases ? "" : $"{Settings.CasesName}={Settings.Current.Cases} ";
}
