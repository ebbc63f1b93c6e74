using System.IO.Enumeration;

namespace DiffusionProofs.TestVectors;

/// <summary>Every closed form that files of test vectors can speak of: the only place where names are declared.</summary>
/// <remarks>A form joins by being declared: each concrete <see cref="ClosedForm"/> of this assembly is found.</remarks>
public static class FormCatalogue
{
    static readonly Lazy<IReadOnlyList<ClosedForm>> Forms = new(() => typeof(ClosedForm).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(ClosedForm)) && !type.IsAbstract)
        .Select(type => (ClosedForm)Activator.CreateInstance(type, nonPublic: true)!)
        .OrderBy(form => form.Name, StringComparer.Ordinal)
        .ToArray());

    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<ClosedForm> All => Forms.Value;

    /// <exception cref="ArgumentException">There is no such form; the message names those that look alike.</exception>
    public static ClosedForm Find(string name) =>
        All.FirstOrDefault(form => form.Name == name) ?? throw new FieldException("form", $"unknown: '{name}'. {Suggestion(name)}");

    /// <param name="glob">With * and ?; null for all.</param>
    /// <exception cref="ArgumentException">No form has such a name.</exception>
    public static IReadOnlyList<ClosedForm> Matching(string? glob)
    {
        ClosedForm[] found = All.Where(form => glob is null || FileSystemName.MatchesSimpleExpression(glob, form.Name, ignoreCase: false)).ToArray();
        return found.Length > 0 ? found : throw new FieldException("form", $"no form's name matches '{glob}'. {Suggestion(glob!)}");
    }

    static string Suggestion(string name)
    {
        string last = name.Split('.')[^1].Trim('*', '?');
        ClosedForm[] alike = last.Length < 3 ? [] : All.Where(form => form.Name.Contains(last, StringComparison.OrdinalIgnoreCase)).ToArray();
        return $"{(alike.Length > 0 ? "Perhaps one of" : "The forms are")} {string.Join(", ", (alike.Length > 0 ? alike : All).Select(form => form.Name))}";
    }
}
