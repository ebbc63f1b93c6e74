using System.Numerics;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Numbers;

public class BigRealValueTests
{
    // Made with mpmath 1.3.0: mp.dps = 90; nstr(f(mpf(argument)), 75).
    public static TheoryData<string, string, string> Values => new()
    {
        { "exp", "1", "2.71828182845904523536028747135266249775724709369995957496696762772407663035" },
        { "exp", "-20.5", "0.00000000125015286638674262893755311923122218227159464207656584933822467744298409851" },
        { "exp", "1.2345", "3.43665976117046318315183309106868322790512076110857420677591026054004035706" },
        { "exp", "0.001", "1.00100050016670834166805575399305831156307620058070146022851467446035974825" },
        { "exp", "1000", "1.97007111401704699388887935224332312531693798532384578995280299138506385078e+434" },
        { "exp", "-700.25", "7.67872381311087221164988744437894445969253446360107274025114643895818138776e-305" },
        { "log", "2", "0.693147180559945309417232121458176568075500134360255254120680009493393621970" },
        { "log", "0.0001", "-9.21034037197618273607196581873745683040440595451509190413331160387029043871" },
        { "log", "1.0000001", "0.0000000999999950000003333333083333353333331666666809523797023810634920534920644012" },
        { "log", "123456.789", "11.7236464871858809811399589839101115869103773751340830470851062421894996382" },
        { "log", "1e-300", "-690.775527898213705205397436405309262280330446588631892809998370290271782903" },
        { "erf", "0.5", "0.520499877813046537682746653891964528736451575757963700058805725647193521717" },
        { "erf", "3", "0.999977909503001414558627223870417679620152292912600750342761045157057543316" },
        { "erf", "-1.25", "-0.922900128256458230136523481197281140423601438702228329793668487592220056531" },
        { "erf", "0.001", "0.00112837879096923637994847765690481259924686321264664213879756238117728525085" },
        { "erf", "8", "0.999999999999999999999999999988775702827017072920032111556829720906568070836" },
        { "erf", "2.75", "0.999899378077880363163095608024913043234935262142264065516109579465452642203" },
        { "sin", "1", "0.841470984807896506652502321630298999622563060798371065672751709991910404391" },
        { "cos", "1", "0.540302305868139717400936607442976603732310420617922227670097255381100394774" },
        { "sin", "100000", "0.0357487979720165093164705006958088290090456925781088968546167365009480742867" },
        { "cos", "100000", "-0.999360807438212451891135414144802203235386587459727476441041121972770571430" },
        { "sin", "-3.5", "0.350783227689619848120368800043635585084981735940583485415755149070649449574" },
        { "cos", "-3.5", "-0.936456687290796337698657626671760463019957765781959251620988463344640030716" },
        { "sin", "22", "-0.00885130929040387592169025681577233246328920395133256644233083529808955201463" },
        { "expm1", "1e-20", "0.0000000000000000000100000000000000000000500000000000000000001666666666666666666670833333333333" },
        { "log1p", "1e-20", "0.00000000000000000000999999999999999999995000000000000000000033333333333333333333083333333333333" },
        { "expm1", "-1e-5", "-0.00000999995000016666625000083333194444642856894841545414186508187028811594944407" },
        { "log1p", "-1e-5", "-0.0000100000500003333358333533335000014285839286825406825487735321075513446942614" },
        { "expm1", "0.75", "1.11700001661267466854536981983709561013449158470240342177913303081098453336" },
        { "log1p", "0.75", "0.559615787935422686270888500526826593486084460861350680218030130950792618813" },
        { "sqrt", "2", "1.41421356237309504880168872420969807856967187537694807317667973799073247846" },
        { "tanh", "0.3", "0.291312612451590905818221272823765928153596804917612174414312419598191658408" },
    };

    static BigReal Apply(string function, BigReal x) => function switch
    {
        "exp" => BigReal.Exp(x),
        "log" => BigReal.Log(x),
        "erf" => BigReal.Erf(x),
        "sin" => BigReal.Sin(x),
        "cos" => BigReal.Cos(x),
        "sqrt" => BigReal.Sqrt(x),
        "tanh" => BigReal.Tanh(x),
        "expm1" => BigReal.Expm1(x),
        "log1p" => BigReal.Log1p(x),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "Not a function of the table."),
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Functions_enclose_values_computed_elsewhere_in_a_ball_narrower_than_60_digits(string function, string argument, string value)
    {
        BigReal x;
        using (BigReal.WithPrecision(90)) x = BigReal.Parse(argument);
        BigReal ball = Apply(function, x);
        BigReal printed = Printed(value);
        Assert.True(ball.Overlaps(printed), $"{ball} is apart from {value}");
        Assert.True(BigReal.CertainlyLess(ball.Radius, Scaled(printed, 60)), $"The radius of {ball} is too large.");
    }

    [Fact]
    public void Pi_is_pi() =>
        Assert.True(BigReal.Pi.Overlaps(Printed("3.14159265358979323846264338327950288419716939937510582097494459230781640629")));

    /// <summary>The decimal text with half a unit of its last (75th) digit to either side.</summary>
    static BigReal Printed(string value)
    {
        using var scope = BigReal.WithPrecision(100);
        BigReal exact = BigReal.Parse(value);
        return exact + (Scaled(exact, 74) * BigReal.Ball(0, 1));
    }

    static BigReal Scaled(BigReal x, int digits)
    {
        BigReal size = BigReal.Sqrt(x * x);
        return size.Midpoint / BigReal.From(BigInteger.Pow(10, digits));
    }

    [Fact]
    public void The_alternating_series_of_erf_gives_the_same_value()
    {
        // Another series than the one in use: 2/sqrt(pi) sum (-1)^n x^(2n+1) / (n! (2n+1)), its cancellation bought off with digits.
        using var scope = BigReal.WithPrecision(100);
        foreach (double at in (double[])[0.3, 1.5, 4.25, -6.5])
        {
            BigReal x = BigReal.FromDouble(at), term = x, sum = x;
            for (int n = 1; n < 400; n++)
            {
                term = -(term * x * x) / n;
                sum += term / ((2 * n) + 1);
            }

            BigReal series = 2 / BigReal.Sqrt(BigReal.Pi) * sum;
            BigReal erf = BigReal.Erf(x);
            Assert.True(erf.Overlaps(series), $"erf({at}): {erf} against {series}");
            Assert.True(BigReal.CertainlyLess((erf - series).Radius, BigReal.Parse("1e-75")), $"erf({at}) decides too little.");
        }
    }

    [Fact]
    public void Text_shows_the_digits_of_the_midpoint()
    {
        using var scope = BigReal.WithPrecision(20);
        Assert.Equal("0", BigReal.Zero.ToString());
        Assert.Equal("-1.25e1", BigReal.Parse("-12.5").ToString());
        Assert.Equal("1e3", BigReal.From(1000).ToString());
        Assert.Equal("9.9999999999999999999e19", BigReal.Parse("99999999999999999999").ToString());
        Assert.Equal("4.9406564584124654418e-324", double.Epsilon.ToBig().ToString());
        Assert.StartsWith("3.1415926535897932385 ± ", BigReal.Pi.ToString());
        Assert.StartsWith("3.296831478088558579e-434295 ± ", BigReal.Exp(-1_000_000).ToString()); // mpmath, mp.dps = 30: 3.29683147808855857896...
    }
}
