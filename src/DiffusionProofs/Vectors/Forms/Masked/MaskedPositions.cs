using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

/// <summary>What the forms of a loss share: positions in row-major order, whatever the axes before L.</summary>
static class MaskedPositions
{
    /// <summary>loss(logits [V], x0, i) at the masked positions i, and 0 at the visible ones unless these are not carried over.</summary>
    public static T[] Each<T>(FormInputs inputs, Func<T[], int, int, T> loss, bool carriesOver = true) where T : IRealField<T>
    {
        T[][] logits = [.. inputs.Vector<T>("logits").Chunk(inputs.Sizes["V"])];
        int[] xt = inputs.Indices("xt"), x0 = inputs.Indices("x0");
        int mask = inputs.Integer("mask");
        return [.. xt.Select((id, i) => id == mask || !carriesOver ? loss(logits[i], x0[i], i) : T.Zero)];
    }

    public static void Require(FormInputs inputs, string laterAlpha)
    {
        MaskedFields.RequireIds(inputs, "x0", "xt");
        MaskedFields.RequireTokens(inputs);
        MaskedFields.RequireNoised(inputs);
        MaskedFields.RequireMaskable(inputs, laterAlpha);
    }
}
