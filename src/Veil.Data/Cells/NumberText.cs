using System.Text;
using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Data.Cells;

/// <summary>Takes numbers out of what a <see cref="NumberForm"/> writes around and between their digits, and puts it back.</summary>
internal sealed class NumberText
{
    /// <summary>The most bytes of a number that is read.</summary>
    public const int LongestRead = 128;

    private const int GroupSize = 3;

    private readonly NumberForm _form;
    private readonly byte _mark;
    private readonly byte[] _group;
    private readonly byte[] _prefix;
    private readonly byte[] _suffix;

    /// <summary>Creates the text of a form.</summary>
    /// <param name="form">The form.</param>
    /// <param name="decimalMark">The decimal mark of the file, for a form that has none of its own.</param>
    public NumberText(NumberForm form, char decimalMark)
    {
        _form = form;
        _mark = (byte)(form.DecimalMark ?? decimalMark);
        if (form.GroupMark == _mark)
        {
            throw new VeilException(
                FaultKind.Usage,
                "schema-number-form",
                $"The same mark '{form.GroupMark}' is between groups of digits and before the decimals.",
                "Give the column a decimalChar or a groupChar of its own in the schema.");
        }

        _group = form.GroupMark is { } group ? Encoding.UTF8.GetBytes(group.ToString()) : [];
        (_prefix, _suffix) = (Encoding.UTF8.GetBytes(form.Prefix), Encoding.UTF8.GetBytes(form.Suffix));
        Longest = DecimalFormat.Longest + (DecimalFormat.Longest / GroupSize * _group.Length) + _prefix.Length + _suffix.Length + 2;
    }

    /// <summary>The text of a column's numbers; null when they are read as plain ones are.</summary>
    public static NumberText? Of(ColumnSchema column, char decimalMark) =>
        column.NumberForm is { Value: { ReadsPlainly: false } form } ? new NumberText(form, decimalMark) : null;

    /// <summary>The most bytes that a number takes when it is written.</summary>
    public int Longest { get; }

    /// <summary>
    /// Reads the digits of a number, with a point as the decimal mark and nothing around them; false when it has another form.
    /// </summary>
    /// <param name="text">The text of the cell.</param>
    /// <param name="plain">At least as long as the text.</param>
    /// <param name="length">The number of bytes.</param>
    public bool TryPlain(ReadOnlySpan<byte> text, Span<byte> plain, out int length)
    {
        length = 0;
        if (text.Length > LongestRead)
        {
            return false;
        }

        text = Blanks.Trim(text);
        var negative = _form.HasParentheses && text is [(byte)'(', .., (byte)')'];
        text = negative ? Blanks.Trim(text[1..^1]) : text;
        var signed = TakeMinus(ref text);
        text = Inside(text);
        signed = signed || TakeMinus(ref text);
        if (text.IsEmpty || (negative && signed))
        {
            return false;
        }

        if (negative || signed)
        {
            plain[length++] = (byte)'-';
        }

        return TryDigits(text, plain, ref length);
    }

    /// <summary>Writes a number of which the digits were written with a point as the decimal mark; returns the number of bytes.</summary>
    /// <param name="plain">The digits.</param>
    /// <param name="least">The least number of digits after the mark.</param>
    /// <param name="destination">At least <see cref="Longest"/> bytes.</param>
    public int Write(ReadOnlySpan<byte> plain, int least, Span<byte> destination)
    {
        var negative = plain[0] == '-';
        plain = negative ? plain[1..] : plain;
        var point = plain.IndexOf((byte)'.');
        var whole = point < 0 ? plain : plain[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : plain[(point + 1)..];
        fraction = least == 0 && fraction.SequenceEqual("0"u8) ? [] : fraction;
        var at = 0;
        if (negative)
        {
            destination[at++] = (byte)(_form.HasParentheses ? '(' : '-');
        }

        at += Copy(_prefix, destination[at..]);

        // An exponent, of numbers from 10^15, keeps its digits together.
        var isGrouped = _group.Length > 0 && !whole.Contains((byte)'E') && !fraction.Contains((byte)'E');
        for (var i = 0; i < whole.Length; i++)
        {
            if (isGrouped && i > 0 && (whole.Length - i) % GroupSize == 0)
            {
                at += Copy(_group, destination[at..]);
            }

            destination[at++] = whole[i];
        }

        if (fraction.Length > 0 || least > 0)
        {
            destination[at++] = _mark;
            at += Copy(fraction, destination[at..]);
            for (var i = fraction.Length; i < least; i++)
            {
                destination[at++] = (byte)'0';
            }
        }

        at += Copy(_suffix, destination[at..]);
        if (negative && _form.HasParentheses)
        {
            destination[at++] = (byte)')';
        }

        return at;
    }

    /// <summary>What stands around and between the digits, for messages.</summary>
    public string Around
    {
        get
        {
            var text = new StringBuilder();
            text.Append(_group.Length > 0 ? $" with '{_form.GroupMark}' between groups of three digits" : "");
            text.Append(_form.Prefix.Length > 0 ? $", '{_form.Prefix.Trim()}' before it" : "");
            text.Append(_form.Suffix.Length > 0 ? $", '{_form.Suffix.Trim()}' after it" : "");
            return text.Append($", and the decimal mark '{(char)_mark}'").ToString();
        }
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }

    private static bool TakeMinus(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '-')
        {
            return false;
        }

        text = Blanks.Trim(text[1..]);
        return true;
    }

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    // What is between prefix and suffix; each may be absent, and so may the blanks beside it.
    private ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> text)
    {
        var prefix = Blanks.Trim(_prefix);
        text = prefix.Length > 0 && text.StartsWith(prefix) ? Blanks.Trim(text[prefix.Length..]) : text;
        var suffix = Blanks.Trim(_suffix);
        text = suffix.Length > 0 && text.EndsWith(suffix) ? Blanks.Trim(text[..^suffix.Length]) : text;
        if (!_form.IgnoresSurroundings)
        {
            return text;
        }

        var first = text.IndexOfAnyInRange((byte)'0', (byte)'9');
        if (first < 0)
        {
            return [];
        }

        first -= first > 0 && text[first - 1] == _mark ? 1 : 0;
        first -= first > 0 && text[first - 1] == '-' ? 1 : 0;
        return text[first..(text.LastIndexOfAnyInRange((byte)'0', (byte)'9') + 1)];
    }

    private bool TryDigits(ReadOnlySpan<byte> text, Span<byte> plain, ref int length)
    {
        var sinceGroup = -1;
        for (var i = 0; i < text.Length;)
        {
            var group = sinceGroup is < 0 or GroupSize ? GroupAt(text[i..]) : 0;
            if (group > 0 && i > 0 && i + group < text.Length && (sinceGroup >= 0 || i <= GroupSize))
            {
                sinceGroup = 0;
                i += group;
                continue;
            }

            if (text[i] == _mark)
            {
                break;
            }

            // A letter of an exponent, a second sign: whatever is no digit is for the parser of numbers to judge.
            if (sinceGroup >= 0 && (!IsDigit(text[i]) || ++sinceGroup > GroupSize))
            {
                return false;
            }

            if (text[i] is (byte)'.' or (byte)',')
            {
                return false;
            }

            plain[length++] = text[i++];
        }

        var mark = text.IndexOf(_mark);
        if (sinceGroup is >= 0 and < GroupSize)
        {
            return false;
        }

        if (mark >= 0)
        {
            plain[length++] = (byte)'.';
            var fraction = text[(mark + 1)..];
            if (fraction.ContainsAny((byte)'.', (byte)','))
            {
                return false;
            }

            length += Copy(fraction, plain[length..]);
        }

        return true;
    }

    private int GroupAt(ReadOnlySpan<byte> text) => _group.Length == 0 ? 0
        : text.StartsWith(_group) ? _group.Length
        : Blanks.LengthAt(_group) > 0 ? Blanks.LengthAt(text)
        : 0;
}
