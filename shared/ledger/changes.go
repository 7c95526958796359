package ledger

import (
	"strings"

	"earshot/shared/cx"
	"earshot/shared/table"
)

// ResponseChange reads a change of an answer from the feed; false if it is one of something else, or if the answer is
// gone. The old answer is the zero Response where it is new.
func ResponseChange(c table.Change) (old, now cx.Response, ok bool) {
	if c.Expired || !c.New.Exists() || !strings.HasPrefix(c.New.Key.Sort, "R#") || !strings.HasPrefix(c.New.Key.Partition, "P#") {
		return cx.Response{}, cx.Response{}, false
	}
	return responseOf(c.Old), responseOf(c.New), true
}

// NewDoorNote reads a note of the open door that was just made from the feed; false if the change is another.
func NewDoorNote(c table.Change) (cx.DoorNote, bool) {
	if c.Old.Exists() || !c.New.Exists() || c.New.Key.Sort != "F" {
		return cx.DoorNote{}, false
	}
	return doorOf(c.New), true
}
