namespace Veil.Data.Formats.Csv;

/// <summary>
/// UTF-8 in which the records of a rare dialect (comments, escapes, blanks around fields or between them) are rewritten as the tokenizer
/// reads them. Every line end stays where it is, so that lines keep their numbers; a comment becomes a blank line.
/// </summary>
/// <remarks>
/// In front of the tokenizer, because these dialects are rare and its loop is what reading costs. Line ends outside quotes bring it back
/// into its initial state whatever stood before: docs/privacy.md ("What the guarantee compares") needs that. So an escape never takes the
/// meaning of such a line end away.
/// </remarks>
internal sealed class DialectFilter : ReadOnlyStream
{
    private const byte None = 0;
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private const int MostBlanks = 1 << 16;

    private readonly Stream _inner;
    private readonly byte _delimiter;
    private readonly byte _quote;
    private readonly byte _comment;
    private readonly byte _escape;
    private readonly bool _hasQuote;
    private readonly bool _trims;
    private readonly bool _mergesDelimiters;
    private readonly bool _linesAreRecords;
    private readonly byte[] _input = new byte[1 << 16];
    private readonly List<byte> _blanks = [];
    private byte[] _output = new byte[1 << 17];
    private int _used;
    private int _given;
    private Place _place = Place.FieldStart;
    private bool _atLineStart = true;
    private bool _isComment;
    private bool _escaped;
    private bool _owesDelimiter;
    private bool _isOver;

    /// <summary>Makes a filter.</summary>
    /// <param name="inner">UTF-8 text, from its first record or header on.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="linesAreRecords">True when each line is a record, quotes or not.</param>
    public DialectFilter(Stream inner, CsvDialect dialect, bool linesAreRecords)
    {
        _inner = inner;
        _delimiter = (byte)dialect.Delimiter;
        _hasQuote = dialect.Quote != CsvDialect.NoQuote;
        _quote = (byte)QuoteOfOutput(dialect);
        _comment = (byte)(dialect.Comment ?? '\0');
        _escape = (byte)(dialect.Escape ?? '\0');
        _mergesDelimiters = dialect.Delimiter == ' ';
        _trims = dialect.TrimsBlanks && !_mergesDelimiters;
        _linesAreRecords = linesAreRecords || !_hasQuote;
    }

    private enum Place
    {
        FieldStart,
        Bare,
        Quoted,
        Closed,
        Faulty,
    }

    /// <summary>
    /// The quote of what it gives: fields in which a character was escaped stand in quotes, also where the dialect knows none.
    /// </summary>
    public static char QuoteOfOutput(CsvDialect dialect) =>
        dialect.Quote == CsvDialect.NoQuote && dialect.Escape is not null ? '"' : dialect.Quote;

    public override int Read(Span<byte> buffer)
    {
        while (_given == _used && !_isOver)
        {
            _given = _used = 0;
            var read = _inner.Read(_input, 0, _input.Length);
            foreach (var next in _input.AsSpan(0, read))
            {
                Take(next);
            }

            if (read == 0)
            {
                _isOver = true;
                End();
            }
        }

        var count = Math.Min(buffer.Length, _used - _given);
        _output.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    private void Take(byte next)
    {
        // Whether a line is a comment depends on that line alone, also inside quotes.
        _isComment = !IsLineEnd(next) && (_isComment || (_atLineStart && next == _comment && _comment != None));
        _atLineStart = IsLineEnd(next);
        if (_isComment)
        {
            return;
        }

        if (_escaped)
        {
            _escaped = false;
            if (IsSpecial(next))
            {
                PutOrdinary(next);
                return;
            }

            PutOrdinary(_escape);
        }

        switch (_place)
        {
            case Place.FieldStart:
                Begin(next);
                break;
            case Place.Quoted:
                InQuotes(next);
                break;
            case Place.Closed when next == _quote && _blanks.Count == 0:
                Put(next);
                _place = Place.Quoted;
                break;
            default:
                Continue(next);
                break;
        }
    }

    /// <summary>The first byte of a field, or a blank before it.</summary>
    private void Begin(byte next)
    {
        if (IsOutside(next))
        {
            return;
        }

        if (next == _delimiter || IsLineEnd(next))
        {
            EndField(next);
        }
        else if (_hasQuote && next == _quote)
        {
            PayDelimiter();
            Put(next);
            _place = Place.Quoted;
        }
        else
        {
            PayDelimiter();
            if (_escape != None)
            {
                Put(_quote);
            }

            _place = Place.Bare;
            Continue(next);
        }
    }

    private void InQuotes(byte next)
    {
        if (next == _escape && _escape != None)
        {
            _escaped = true;
        }
        else if (next == _quote)
        {
            Put(next);
            _place = Place.Closed;
        }
        else if (IsLineEnd(next) && _linesAreRecords)
        {
            EndField(next);
        }
        else
        {
            Put(next);
        }
    }

    /// <summary>A byte of a bare field, after a closing quote, or of a field that is faulty anyway.</summary>
    private void Continue(byte next)
    {
        if (_mergesDelimiters && next == _delimiter)
        {
            CloseField();
            _owesDelimiter = true;
            _place = Place.FieldStart;
        }
        else if (next == _delimiter || IsLineEnd(next))
        {
            CloseField();
            EndField(next);
        }
        else if (IsOutside(next) && _blanks.Count < MostBlanks)
        {
            _blanks.Add(next);
        }
        else if (_place == Place.Bare && next == _escape && _escape != None)
        {
            _escaped = true;
        }
        else if (_place == Place.Bare && _escape != None && _hasQuote && next == _quote)
        {
            // A quote inside a bare field is a fault, and it stays one inside the quotes that are put around the field.
            Put(_quote);
            Put((byte)'x');
            _place = Place.Faulty;
        }
        else
        {
            PutOrdinary(next);
            _place = _place == Place.Closed ? Place.Faulty : _place;
        }
    }

    /// <summary>A byte without any meaning but itself.</summary>
    private void PutOrdinary(byte next)
    {
        if (_blanks.Count > 0)
        {
            foreach (var blank in _blanks)
            {
                Put(blank);
            }

            _blanks.Clear();
        }

        // Where fields are put in quotes a quote that is meant as itself is doubled.
        if (next == _quote && _escape != None && (_place is Place.Bare or Place.Quoted))
        {
            Put(next);
        }

        Put(next);
    }

    private void CloseField()
    {
        _blanks.Clear();
        if (_place == Place.Bare && _escape != None)
        {
            Put(_quote);
        }
    }

    private void EndField(byte next)
    {
        if (next == _delimiter)
        {
            PayDelimiter();
        }

        _owesDelimiter = false;
        Put(next);
        _place = Place.FieldStart;
    }

    private void End()
    {
        if (_escaped)
        {
            _escaped = false;
            PutOrdinary(_escape);
        }

        CloseField();
    }

    private void PayDelimiter()
    {
        if (_owesDelimiter)
        {
            Put(_delimiter);
            _owesDelimiter = false;
        }
    }

    private void Put(byte next)
    {
        if (_used == _output.Length)
        {
            Array.Resize(ref _output, _output.Length * 2);
        }

        _output[_used++] = next;
    }

    /// <summary>True for a blank that belongs to no field.</summary>
    private bool IsOutside(byte next) => _mergesDelimiters
        ? next == _delimiter && _place == Place.FieldStart
        : _trims && (next is (byte)' ' or (byte)'\t') && next != _delimiter;

    /// <summary>True for what an escape makes ordinary. Outside quotes a line end always ends the record.</summary>
    private bool IsSpecial(byte next) => next == _escape || next == _delimiter || (_hasQuote && next == _quote)
        || (IsLineEnd(next) && _place == Place.Quoted && !_linesAreRecords);

    private static bool IsLineEnd(byte next) => next is LineFeed or CarriageReturn;
}
