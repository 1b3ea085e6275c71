using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Benchmarks;

/// <summary>Reading and writing a table of 200,000 rows and 15 columns of all types that lies in memory.</summary>
[Config(typeof(Throughput))]
[MemoryDiagnoser]
public class CsvBenchmarks
{
    private const int Rows = 200_000;
    private static readonly byte[] s_file = Generate();

    private Schema _schema = new();
    private Table _table = new([]);

    [GlobalSetup]
    public void Setup()
    {
        var raw = ReadRaw();
        _schema = SchemaInference.Infer(raw.Table).Schema;
        _table = ReadTyped().Table;
    }

    [Benchmark]
    public CsvReadResult ReadTyped() => CsvReader.Read(File(), new CsvReadOptions { Schema = _schema });

    [Benchmark]
    public CsvReadResult ReadRaw() => CsvReader.Read(File());

    [Benchmark]
    public void Write()
    {
        using var writer = new CsvWriter(Stream.Null, _schema);
        writer.Write(_table);
    }

    private static ByteInput File() => ByteInput.FromStream(new MemoryStream(s_file), "memory");

    private static byte[] Generate()
    {
        var random = new Random(1);
        var text = new StringBuilder("id,age,income,height,score,sector,city,born,visit,flag,visits,amount,code,note,ratio\n");
        for (var row = 0; row < Rows; row++)
        {
            var born = new DateTime(1920, 1, 1).AddDays(random.Next(36_500));
            var visit = new DateTime(2020, 1, 1).AddMinutes(random.Next(500_000));
            text.Append(
                CultureInfo.InvariantCulture,
                $"{row},{random.Next(100)},{random.Next(200_000)},{150 + (random.NextDouble() * 50):F1},{random.NextDouble() * 100:F3},sector {random.Next(6)},city {random.Next(500)},{born:yyyy-MM-dd},{visit:yyyy-MM-ddTHH:mm:ss},{(random.Next(2) == 0 ? "true" : "false")},{random.Next(30)},{random.NextDouble() * 10_000:F2},{random.Next(100_000):D5},{(random.Next(3) == 0 ? string.Empty : "\"fine, thanks\"")},{random.NextDouble():F6}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private sealed class Throughput : ManualConfig
    {
        public Throughput() => AddColumn(new MegabytesPerSecond());
    }

    private sealed class MegabytesPerSecond : IColumn
    {
        public string Id => nameof(MegabytesPerSecond);

        public string ColumnName => "MB/s";

        public string Legend => "Megabytes of CSV a second";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            summary[benchmarkCase]?.ResultStatistics is { } statistics
                ? (s_file.Length / 1e6 / (statistics.Mean / 1e9)).ToString("F0", CultureInfo.InvariantCulture)
                : "?";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
    }
}
