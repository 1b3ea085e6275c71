using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Issues;

/// <summary>Rows are lent to code outside the kernel through two interfaces, neither of which the public can implement or reach.</summary>
public class LendingTests
{
    [Fact]
    public void Nobody_but_friends_can_be_lent_rows()
    {
        var exported = typeof(PrivateTable).Assembly.GetExportedTypes();

        // A ledger is told what a run promises and a digest of its rows, for the owner; a journal stores what was released.
        Type[] interfaces = [typeof(IAnswerJournal), typeof(Ledger.IBudgetLedger)];
        Assert.Equal(interfaces, exported.Where(type => type.IsInterface).OrderBy(type => type.Name, StringComparer.Ordinal));
        Type[] lending = [typeof(ITeacher), typeof(IPerExampleGradient), typeof(PrivateTeachers), typeof(PrivateTraining), typeof(RecordBatch)];
        Assert.All(lending, type => Assert.False(type.IsVisible));
        string[] lenders = ["Teach", "Train", "ResumeTraining"];
        Assert.DoesNotContain(typeof(PrivateTable).GetMethods(), method => lenders.Contains(method.Name));
    }

    [Fact]
    public void No_public_type_of_the_kernel_can_be_derived_from_outside()
    {
        var open = typeof(PrivateTable).Assembly.GetExportedTypes()
            .Concat(typeof(Attribute).Assembly.GetExportedTypes().Where(type => type.Namespace is "Veil.Data.Domains" or "Veil.Data.Schemas"))
            .Where(type => type.IsClass && !type.IsSealed)
            .Where(type => type.GetConstructors(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)
                .Any(constructor => (constructor.IsPublic || constructor.IsFamily || constructor.IsFamilyOrAssembly)
                    && !constructor.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false)));
        Assert.Empty(open);
    }
}
