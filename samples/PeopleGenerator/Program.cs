using System.Globalization;
using System.Text;
using PeopleGenerator;

// Writes the sample table: dotnet run --project samples/PeopleGenerator -- samples/people.csv [rows] [seed]
// Nobody in it exists. The same rows and seed give the same bytes on every machine and version of .NET.
if (args.Length is < 1 or > 3)
{
    await Console.Error.WriteLineAsync("usage: PeopleGenerator <file.csv> [rows = 20000] [seed = 2024]");
    return 1;
}

var rows = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000;
var seed = args.Length > 2 ? ulong.Parse(args[2], CultureInfo.InvariantCulture) : 2024;
var draw = new Draw(seed);
var text = new StringBuilder(PersonText.Header).Append('\n');
for (var row = 0; row < rows; row++)
{
    text.Append(PersonText.Of(Population.Next(row, draw), draw)).Append('\n');
}

await File.WriteAllTextAsync(args[0], text.ToString());
return 0;
