using System.Text;
using System.Text.Json.Nodes;
using Veil.Data.Errors;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Models;

/// <summary>Weights in model files, and what forged ones do.</summary>
public sealed class TensorFileTests
{
    private static readonly SynthesisModel s_model = Fitting.Fit("independent", SmallTable.Rows(40), SmallTable.Schema);

    private static readonly ModelContent s_content = s_model.Content with
    {
        Tensors = [new ModelTensor("hidden", [2, 3], [1, -2, 3.5f, 0, float.Epsilon, float.MaxValue]), new ModelTensor("none", [0], [])],
        Training = new ModelTraining(3, 10, [new ModelTensor("mean", [], [0.25f])]),
    };

    private static readonly byte[] s_file = Save(s_content);

    [Fact]
    public void Weights_and_the_state_of_a_training_come_back_as_they_were()
    {
        var again = Fitting.Load(s_file).Content;
        Assert.Equal(s_content.Tensors.Select(tensor => tensor.Name), again.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(s_content.Tensors[0].Shape, again.Tensors[0].Shape);
        Assert.Equal(s_content.Tensors[0].Values, again.Tensors[0].Values);
        Assert.Equal((3, 10), (again.Training!.Step, again.Training.Steps));
        Assert.Equal([0.25f], again.Training.State[0].Values);
        Assert.Equal(s_file, Save(again));
    }

    [Fact]
    public void A_model_without_networks_says_nothing_of_them()
    {
        var archive = ModelArchive.Open(Save(s_model.Content));
        Assert.DoesNotContain("tensors", Encoding.UTF8.GetString(archive.Entries["model.json"]), StringComparison.Ordinal);
        Assert.Null(Fitting.Load(archive.Close()).Content.Training);
    }

    [Theory]
    [InlineData("shape")]
    [InlineData("negative")]
    [InlineData("twice")]
    [InlineData("step")]
    [InlineData("nan")]
    public void Forged_weights_are_refused(string forgery)
    {
        var archive = ModelArchive.Open(s_file);
        archive.Change("model.json", json =>
        {
            switch (forgery)
            {
                case "shape":
                    json["tensors"]![0]!["shape"] = new JsonArray(2, 4);
                    break;
                case "negative":
                    json["tensors"]![0]!["shape"] = new JsonArray(-2, -3);
                    break;
                case "twice":
                    json["tensors"]![1]!["name"] = "hidden";
                    break;
                case "step":
                    json["training"]!["step"] = 11;
                    break;
                default:
                    archive.Entries["tensors/00000.f32"] = [.. BitConverter.GetBytes(float.NaN), .. archive.Entries["tensors/00000.f32"][4..]];
                    break;
            }
        });
        var fault = Assert.Throws<VeilException>(() => Fitting.Load(archive.Close()));
        Assert.Equal("model-damaged", fault.Code);
    }

    private static byte[] Save(ModelContent content)
    {
        using var stream = new MemoryStream();
        SynthesisModel.Save(content, stream);
        return stream.ToArray();
    }
}
