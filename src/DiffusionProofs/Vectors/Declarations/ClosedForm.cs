using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

/// <summary>
/// The one declaration of a closed form in the catalogue. Its body calls the generic formulas of the chapters and never
/// states one again; in fifty digits it makes the golden values, in <see cref="RoundedReal"/> the tolerance.
/// </summary>
public abstract class ClosedForm
{
    /// <summary>Chapter and form, such as <c>gaussian.score</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Paper and equation.</summary>
    public abstract string Source { get; }

    /// <summary>Of the outputs, such as <c>nats</c>.</summary>
    public abstract string Units { get; }

    public abstract IReadOnlyList<Field> Inputs { get; }

    public abstract IReadOnlyList<Field> Outputs { get; }

    public abstract void Evaluate<T>(FormInputs inputs, FormOutputs<T> outputs) where T : IRealField<T>;

    /// <summary>
    /// The computation whose rounding errors bound an implementation's: the formula as written, unless implementations
    /// compute it in another way with other errors.
    /// </summary>
    public virtual void EvaluateForTolerance(FormInputs inputs, FormOutputs<RoundedReal> outputs) => Evaluate(inputs, outputs);

    /// <summary>How many times the first-order rounding error of <see cref="EvaluateForTolerance"/> an implementation may be off.</summary>
    public virtual int ToleranceFactor => 4;

    /// <summary>In words, for the accuracy table.</summary>
    public virtual string ToleranceDerivation => "first-order rounding error of the formula as written";

    /// <summary>Throws an <see cref="ArgumentException"/> where the form is not defined although each field is in its domain.</summary>
    public virtual void Require(FormInputs inputs) { }

    /// <summary>Cases at the edges of the domain, by name.</summary>
    public abstract IEnumerable<(string Name, IReadOnlyDictionary<string, FieldValue> Inputs)> EdgeCases();

    /// <summary>A case inside the domain, representable in float32, without neutral elements.</summary>
    public abstract IReadOnlyDictionary<string, FieldValue> RandomCase(CaseRandom random);

    /// <summary>Mistakes that an implementation of this form is known to make.</summary>
    public virtual IReadOnlyList<KnownMistake> Mistakes => [];

    /// <summary>The fast form on tensors; null where there is none.</summary>
    public virtual TensorFace? OnTensors => null;
}
