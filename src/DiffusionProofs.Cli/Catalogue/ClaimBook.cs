using System.Reflection;
using DiffusionProofs.Cli.Running;
using DiffusionProofs.Evidence;

namespace DiffusionProofs.Cli.Catalogue;

/// <summary>The claims of the built tests, read without running any.</summary>
static class ClaimBook
{
    /// <exception cref="BadUseException">The tests are not built, or built from other sources than this command.</exception>
    public static ClaimCatalogue Open(Checkout checkout)
    {
        var path = checkout.NeedTestAssembly();
        try
        {
            return ClaimCatalogue.FromAssembly(Assembly.LoadFrom(path));
        }
        catch (Exception e) when (e is TypeLoadException or MissingMemberException or FileLoadException or FileNotFoundException
            or BadImageFormatException or CustomAttributeFormatException or ReflectionTypeLoadException)
        {
            throw new BadUseException($"the claims in {path} do not fit this command ({e.Message}): build both from the same sources");
        }
    }
}
