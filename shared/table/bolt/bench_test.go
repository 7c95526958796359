package bolt_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

func openBench(b *testing.B, o bolt.Options) *bolt.Table {
	b.Helper()
	tbl, err := bolt.Open(filepath.Join(b.TempDir(), "table.db"), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = tbl.Close() })
	return tbl
}

// order is an item as large as most, in the index of what is due.
func order(n int64) table.Write {
	v := table.Values{"rev": table.Number(1), table.Index1Partition: table.String(fmt.Sprintf("D#demo#%d", n%16)),
		table.Index1Sort: table.String(fmt.Sprintf("2026-11-24T12:00:%012d", n))}
	for _, name := range []string{"shop", "platform", "ref", "number", "person", "version", "state"} {
		v[name] = table.String("a value of some length")
	}
	return table.Create(table.Key{Partition: fmt.Sprintf("O#%020d", n), Sort: "O"}, v)
}

// BenchmarkCommit makes orders one after the other, and by many at once who share writes to the disk.
func BenchmarkCommit(b *testing.B) {
	for _, noSync := range []bool{true, false} {
		b.Run(fmt.Sprintf("alone, sync %v", !noSync), func(b *testing.B) {
			tbl := openBench(b, bolt.Options{NoSync: noSync})
			b.ReportAllocs()
			for n := int64(0); b.Loop(); n++ {
				if err := tbl.Commit(b.Context(), order(n)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("32 at once, sync %v", !noSync), func(b *testing.B) {
			tbl := openBench(b, bolt.Options{NoSync: noSync})
			var n atomic.Int64
			b.SetParallelism(16)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := tbl.Commit(b.Context(), order(n.Add(1))); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

func BenchmarkRead(b *testing.B) {
	tbl := openBench(b, bolt.Options{NoSync: true})
	for n := range int64(10_000) {
		if err := tbl.Commit(b.Context(), order(n)); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("get", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := tbl.Get(b.Context(), order(77).Key); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("query 50 of an index", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if items, _, err := tbl.Query(b.Context(), table.Query{Index: table.Index1, Partition: "D#demo#3", Limit: 50}); err != nil || len(items) != 50 {
				b.Fatal(len(items), err)
			}
		}
	})
}
