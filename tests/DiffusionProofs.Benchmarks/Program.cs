using System.IO.Compression;
using System.Globalization;
using System.Diagnostics;
using DiffusionProofs.Gaussian;
using TorchSharp;
using static TorchSharp.torch;
set_num_threads(2);
float[] v;
using (var r = new StreamReader(new GZipStream(File.OpenRead("digits.csv.gz"), CompressionMode.Decompress)))
{ var l = new List<float>(); string? s; while ((s = r.ReadLine()) != null) { var p = s.Split(','); if (!float.TryParse(p[0], NumberStyles.Any, CultureInfo.InvariantCulture, out _)) continue; l.AddRange(p.Take(64).Select(q => float.Parse(q, CultureInfo.InvariantCulture))); } v = l.ToArray(); }
Tensor y = tensor(v).view(-1, 64);
Console.WriteLine(y.shape[0] + " " + y.max().item<float>());
using var mix = new DataMixture(y);
Console.WriteLine($"radius {mix.Radius} centre {mix.CentreNorm} diameter {mix.Diameter}");
double Time(Action a) { for (int i = 0; i < 3; i++) a(); var t = new List<double>(); for (int i = 0; i < 40; i++) { var w = Stopwatch.StartNew(); using (var s = NewDisposeScope()) a(); t.Add(w.Elapsed.TotalMilliseconds); } t.Sort(); return t[0]*1000+0*t[7]; }
foreach (double sigma in new[] { 0.3, 0.5, 2, 0.02 })
{
    var x = y + randn_like(y) * sigma;
    Console.WriteLine($"sigma {sigma} double {mix.RunsInDouble(x, 1, sigma)} score {Time(() => mix.Score(x, 1, sigma).Dispose()):F0} us; E {mix.Accuracy(x,1,sigma).LogWeight:G3}");
}
foreach (int q in new[] { 128, 256, 512, 1024, 1797 })
{
    var x = y; var yt = y.t(); var b = zeros(1797); var xs = y * 0.02f;
    double a1 = Time(() => { for (int i = 0; i < 1797; i += q) { using var s = NewDisposeScope(); var l = addmm(b, xs.narrow(0, i, Math.Min(q, 1797 - i)), yt, 1, 1); } });
    double a2 = Time(() => { for (int i = 0; i < 1797; i += q) { using var s = NewDisposeScope(); var l = addmm(b, xs.narrow(0, i, Math.Min(q, 1797 - i)), yt, 1, 1).softmax(1); } });
    double a3 = Time(() => { for (int i = 0; i < 1797; i += q) { using var s = NewDisposeScope(); var l = addmm(b, xs.narrow(0, i, Math.Min(q, 1797 - i)), yt, 1, 1).softmax(1).mm(y); } });
    double a4 = Time(() => { for (int i = 0; i < 1797; i += q) { using var s = NewDisposeScope(); var l = addmm(b, xs.narrow(0, i, Math.Min(q, 1797 - i)), yt, 1, 1); var m = l.amax([1L], keepdim: true); l.sub_(m).exp_(); var w = l.mm(y) / l.sum(1, keepdim: true); } });
    double a5 = Time(() => { for (int i = 0; i < 1797; i += q) { using var s = NewDisposeScope(); var l = addmm(b, xs.narrow(0, i, Math.Min(q, 1797 - i)), yt, 1, 1).mm(y); } });
    Console.WriteLine($"{q}: addmm {a1:F0} softmax {a2:F0} all {a3:F0} inplace {a4:F0} products alone {a5:F0}");
}
