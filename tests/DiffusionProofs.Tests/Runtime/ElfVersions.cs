using System.Text;

namespace DiffusionProofs.Tests.Runtime;

/// <summary>The symbol versions that a 64 bit little-endian ELF library needs (section .gnu.version_r).</summary>
static class ElfVersions
{
    const uint VerneedSection = 0x6FFFFFFE;

    public static IReadOnlyList<(string Version, bool Weak)> Needed(string library)
    {
        byte[] elf = File.ReadAllBytes(library);
        Assert.Equal([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1], elf[..6]);
        int sections = (int)BitConverter.ToUInt64(elf, 0x28), size = BitConverter.ToUInt16(elf, 0x3A), count = BitConverter.ToUInt16(elf, 0x3C);
        int At(int section) => (int)BitConverter.ToUInt64(elf, sections + section * size + 0x18);
        int needs = Enumerable.Range(0, count).Single(i => BitConverter.ToUInt32(elf, sections + i * size + 4) == VerneedSection);
        int strings = At((int)BitConverter.ToUInt32(elf, sections + needs * size + 0x28));

        var found = new List<(string, bool)>();
        int need = At(needs);
        for (int left = (int)BitConverter.ToUInt32(elf, sections + needs * size + 0x2C); left > 0; left--)
        {
            int version = need + (int)BitConverter.ToUInt32(elf, need + 8);
            for (int more = BitConverter.ToUInt16(elf, need + 2); more > 0; more--)
            {
                int name = strings + (int)BitConverter.ToUInt32(elf, version + 8);
                bool weak = (BitConverter.ToUInt16(elf, version + 4) & 2) != 0;
                found.Add((Encoding.ASCII.GetString(elf, name, Array.IndexOf(elf, (byte)0, name) - name), weak));
                version += (int)BitConverter.ToUInt32(elf, version + 12);
            }
            need += (int)BitConverter.ToUInt32(elf, need + 12);
        }
        return found;
    }
}
