package cx

import "slices"

// Role is what somebody may do in a shop. Each role may do all that the ones below it may.
type Role string

// The roles, the least first. Whoever runs the installation names owners of all shops; an owner of a shop is invited.
const (
	Nobody  Role = ""        // of another shop, or taken off the list
	Analyst Role = "analyst" // numbers and answers, without names and addresses
	Agent   Role = "agent"   // answers and customers
	Owner   Role = "owner"   // everything: settings, going live, erasing, people, keys
)

// Roles are those that somebody can have, the least first.
func Roles() []Role { return []Role{Analyst, Agent, Owner} }

// ParseRole takes the name of a role; Nobody for anything else.
func ParseRole(s string) Role {
	if r := Role(s); slices.Contains(Roles(), r) {
		return r
	}
	return Nobody
}

// May tells that the role is allowed what least is needed for. Nobody may nothing, whatever least says.
func (r Role) May(least Role) bool {
	rank := slices.Index(Roles(), r)
	return rank >= 0 && least != Nobody && rank >= slices.Index(Roles(), least)
}

// Says what the role is for, the end of a sentence.
func (r Role) Says() string {
	switch r {
	case Owner:
		return "everything"
	case Agent:
		return "answers and customers"
	case Analyst:
		return "numbers and answers, without names and addresses"
	}
	return "nothing"
}
