namespace DiffusionProofs.Evidence;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same sequence in every run and on every runtime, which System.Random does not promise.</summary>
sealed class SeededRandom(ulong state)
{
    public SeededRandom(UInt128 seed) : this((ulong)seed ^ (ulong)(seed >> 64)) { }

    public ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform below the bound.</summary>
    public ulong Below(ulong bound)
    {
        // What lies above the last full multiple of the bound is drawn again, else small values would come up more often.
        ulong limit = ulong.MaxValue - ulong.MaxValue % bound;
        ulong drawn = Next();
        while (drawn >= limit) drawn = Next();
        return drawn % bound;
    }

    public int Between(int least, int greatest) => least + (int)Below((ulong)(greatest - least + 1));
}
