package bolt_test

import (
	"testing"

	"earshot/shared/table"
	"earshot/shared/table/tabletest"
)

func TestTable(t *testing.T) {
	tabletest.Run(t, func(t *testing.T) table.Table { return open(t) })
}

func TestFeed(t *testing.T) {
	tabletest.RunFeed(t, func(t *testing.T) (table.Table, table.Feed) {
		tbl := open(t)
		return tbl, tbl
	})
}
