package dynamo

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"earshot/shared/table"
)

// expression writes condition and update expressions. Every attribute has a placeholder, because DynamoDB reserves 573
// words. The order is fixed: a repeated transaction must be the same to the letter, or its token is refused.
type expression struct {
	names  map[string]string // placeholder -> attribute
	values attributes        // placeholder -> value
}

// name gives the placeholder of an attribute. There are few, so looking through them is cheap.
func (e *expression) name(attribute string) string {
	for placeholder, known := range e.names {
		if known == attribute {
			return placeholder
		}
	}
	if e.names == nil {
		e.names = make(map[string]string, 4)
	}
	placeholder := "#" + strconv.Itoa(len(e.names))
	e.names[placeholder] = attribute
	return placeholder
}

func (e *expression) value(v table.Value) string {
	if e.values == nil {
		e.values = make(attributes, 4)
	}
	placeholder := ":" + strconv.Itoa(len(e.values))
	e.values[placeholder] = encode(v)
	return placeholder
}

// conditions is nil if there are none.
func (e *expression) conditions(all []table.Condition) *string {
	if len(all) == 0 {
		return nil
	}
	var b strings.Builder
	for i, c := range all {
		if i > 0 {
			b.WriteString(" AND ")
		}
		e.condition(&b, c)
	}
	s := b.String()
	return &s
}

func (e *expression) condition(b *strings.Builder, c table.Condition) {
	attribute := c.Attribute
	if attribute == "" {
		attribute = partitionName // every item has it
	}
	name := e.name(attribute)
	switch c.Test {
	case table.TestMissing:
		b.WriteString("attribute_not_exists(" + name + ")")
	case table.TestPresent:
		b.WriteString("attribute_exists(" + name + ")")
	case table.TestEqual:
		b.WriteString(name + " = " + e.value(c.Value))
	case table.TestLess:
		b.WriteString(name + " < " + e.value(c.Value))
	case table.TestAtMost:
		b.WriteString(name + " <= " + e.value(c.Value))
	}
}

// unused is an attribute that no item has: to remove it is an update that changes nothing but makes the item.
const unused = "-"

// update is never empty, for a transaction takes no update without an expression.
func (e *expression) update(w table.Write) *string {
	var b strings.Builder
	e.list(&b, "SET ", slices.Sorted(maps.Keys(w.Set)), func(name string) string {
		return e.name(name) + " = " + e.value(w.Set[name])
	})
	e.list(&b, " REMOVE ", w.Remove, e.name)
	e.list(&b, " ADD ", slices.Sorted(maps.Keys(w.Add)), func(name string) string {
		return e.name(name) + " " + e.value(table.Number(w.Add[name]))
	})
	if b.Len() == 0 {
		e.list(&b, "REMOVE ", []string{unused}, e.name)
	}
	s := b.String()
	return &s
}

func (e *expression) list(b *strings.Builder, verb string, names []string, write func(string) string) {
	for i, name := range names {
		if i == 0 {
			b.WriteString(verb)
		} else {
			b.WriteString(", ")
		}
		b.WriteString(write(name))
	}
}
