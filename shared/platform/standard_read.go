package platform

func (e *standardEvent) read(s *scanner) error {
	return s.object(func(name []byte) error {
		switch string(name) {
		case "type":
			return s.text(&e.kind)
		case "timestamp":
			return s.text(&e.at)
		case "data":
			if s.peek() != '{' {
				return s.skip() // of a test it may be anything; an order is found to be missing
			}
			return e.order.read(s)
		}
		return s.skip()
	})
}

func (o *standardOrder) read(s *scanner) error {
	return s.object(func(name []byte) error {
		switch string(name) {
		case "id":
			return s.id(&o.id)
		case "number":
			return s.id(&o.number)
		case "placed_at":
			return s.text(&o.placed)
		case "updated_at":
			return s.text(&o.updated)
		case "currency":
			return s.text(&o.currency)
		case "total":
			return s.text(&o.total)
		case "payment":
			return s.text(&o.payment)
		case "refund":
			return s.text(&o.refund)
		case "test":
			return s.flag(&o.test)
		case "cancelled":
			return s.flag(&o.cancelled)
		case "items":
			o.items = nil
			return s.array(func() error { return o.readItem(s) })
		case "customer":
			o.customer = &standardCustomer{}
			return s.object(func(name []byte) error { return o.customer.field(s, name) })
		}
		return o.self.field(s, name)
	})
}

func (o *standardOrder) readItem(s *scanner) error {
	var id, title string
	err := s.object(func(name []byte) error {
		switch string(name) {
		case "id":
			return s.id(&id)
		case "title":
			return s.text(&title)
		}
		return s.skip()
	})
	o.items = addItem(o.items, id, title)
	return err
}

// field reads one field of a customer.
func (c *standardCustomer) field(s *scanner, name []byte) error {
	switch string(name) {
	case "email":
		return s.text(&c.email)
	case "first_name":
		return s.text(&c.first)
	case "last_name":
		return s.text(&c.last)
	case "locale":
		return s.text(&c.locale)
	case "country":
		return s.text(&c.country)
	case "province":
		return s.text(&c.province)
	}
	return s.skip()
}
