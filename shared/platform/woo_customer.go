package platform

import "cmp"

// wooCustomer is what is used of a customer of the REST API.
type wooCustomer struct {
	id, email, first, last, code string
	created, modified            string
	billing, shipping            wooAddress
}

// version is when the customer was changed last; it is null until the first change.
func (c *wooCustomer) version() string { return cmp.Or(c.modified, c.created) }

func (c *wooCustomer) read(s *scanner) error {
	return s.object(func(name []byte) error {
		switch string(name) {
		case "id":
			return s.id(&c.id)
		case "email":
			return s.text(&c.email)
		case "first_name":
			return s.text(&c.first)
		case "last_name":
			return s.text(&c.last)
		case "code":
			return s.id(&c.code)
		case "date_created_gmt":
			return s.text(&c.created)
		case "date_modified_gmt":
			return s.text(&c.modified)
		case "billing":
			return c.billing.read(s)
		case "shipping":
			return c.shipping.read(s)
		}
		return s.skip()
	})
}

// wooAddress is what is used of an address.
type wooAddress struct {
	email, first, last string
	place              place
}

func (a *wooAddress) read(s *scanner) error {
	return s.object(func(name []byte) error {
		switch string(name) {
		case "email":
			return s.text(&a.email)
		case "first_name":
			return s.text(&a.first)
		case "last_name":
			return s.text(&a.last)
		case "country":
			return s.text(&a.place.country)
		case "state":
			return s.text(&a.place.province)
		}
		return s.skip()
	})
}
