package platform_test

import "encoding/json"

// wholeOrder is the sample order with all of its fields: what decoding it plainly takes.
type wholeOrder struct {
	Id                             int64               `json:"id"`
	AdminGraphqlApiId              string              `json:"admin_graphql_api_id"`
	AppId                          *string             `json:"app_id"`
	BrowserIp                      *string             `json:"browser_ip"`
	BuyerAcceptsMarketing          bool                `json:"buyer_accepts_marketing"`
	CancelReason                   string              `json:"cancel_reason"`
	CancelledAt                    string              `json:"cancelled_at"`
	CartToken                      *string             `json:"cart_token"`
	CheckoutId                     *string             `json:"checkout_id"`
	CheckoutToken                  *string             `json:"checkout_token"`
	ClientDetails                  *string             `json:"client_details"`
	ClosedAt                       *string             `json:"closed_at"`
	ConfirmationNumber             *string             `json:"confirmation_number"`
	Confirmed                      bool                `json:"confirmed"`
	ContactEmail                   string              `json:"contact_email"`
	CreatedAt                      string              `json:"created_at"`
	Currency                       string              `json:"currency"`
	CurrentSubtotalPrice           string              `json:"current_subtotal_price"`
	CurrentSubtotalPriceSet        wholeMoneySet       `json:"current_subtotal_price_set"`
	CurrentTotalAdditionalFeesSet  *string             `json:"current_total_additional_fees_set"`
	CurrentTotalDiscounts          string              `json:"current_total_discounts"`
	CurrentTotalDiscountsSet       wholeMoneySet       `json:"current_total_discounts_set"`
	CurrentTotalDutiesSet          *string             `json:"current_total_duties_set"`
	CurrentTotalPrice              string              `json:"current_total_price"`
	CurrentTotalPriceSet           wholeMoneySet       `json:"current_total_price_set"`
	CurrentTotalTax                string              `json:"current_total_tax"`
	CurrentTotalTaxSet             wholeMoneySet       `json:"current_total_tax_set"`
	CustomerLocale                 string              `json:"customer_locale"`
	DeviceId                       *string             `json:"device_id"`
	DiscountCodes                  []json.RawMessage   `json:"discount_codes"`
	Email                          string              `json:"email"`
	EstimatedTaxes                 bool                `json:"estimated_taxes"`
	FinancialStatus                string              `json:"financial_status"`
	FulfillmentStatus              string              `json:"fulfillment_status"`
	LandingSite                    *string             `json:"landing_site"`
	LandingSiteRef                 *string             `json:"landing_site_ref"`
	LocationId                     *string             `json:"location_id"`
	MerchantOfRecordAppId          *string             `json:"merchant_of_record_app_id"`
	Name                           string              `json:"name"`
	Note                           *string             `json:"note"`
	NoteAttributes                 []json.RawMessage   `json:"note_attributes"`
	Number                         int64               `json:"number"`
	OrderNumber                    int64               `json:"order_number"`
	OrderStatusUrl                 string              `json:"order_status_url"`
	OriginalTotalAdditionalFeesSet *string             `json:"original_total_additional_fees_set"`
	OriginalTotalDutiesSet         *string             `json:"original_total_duties_set"`
	PaymentGatewayNames            []string            `json:"payment_gateway_names"`
	Phone                          *string             `json:"phone"`
	PoNumber                       *string             `json:"po_number"`
	PresentmentCurrency            string              `json:"presentment_currency"`
	ProcessedAt                    string              `json:"processed_at"`
	Reference                      *string             `json:"reference"`
	ReferringSite                  *string             `json:"referring_site"`
	SourceIdentifier               *string             `json:"source_identifier"`
	SourceName                     string              `json:"source_name"`
	SourceUrl                      *string             `json:"source_url"`
	SubtotalPrice                  string              `json:"subtotal_price"`
	SubtotalPriceSet               wholeMoneySet       `json:"subtotal_price_set"`
	Tags                           string              `json:"tags"`
	TaxExempt                      bool                `json:"tax_exempt"`
	TaxLines                       []json.RawMessage   `json:"tax_lines"`
	TaxesIncluded                  bool                `json:"taxes_included"`
	Test                           bool                `json:"test"`
	Token                          string              `json:"token"`
	TotalDiscounts                 string              `json:"total_discounts"`
	TotalDiscountsSet              wholeMoneySet       `json:"total_discounts_set"`
	TotalLineItemsPrice            string              `json:"total_line_items_price"`
	TotalLineItemsPriceSet         wholeMoneySet       `json:"total_line_items_price_set"`
	TotalOutstanding               string              `json:"total_outstanding"`
	TotalPrice                     string              `json:"total_price"`
	TotalPriceSet                  wholeMoneySet       `json:"total_price_set"`
	TotalShippingPriceSet          wholeMoneySet       `json:"total_shipping_price_set"`
	TotalTax                       string              `json:"total_tax"`
	TotalTaxSet                    wholeMoneySet       `json:"total_tax_set"`
	TotalTipReceived               string              `json:"total_tip_received"`
	TotalWeight                    int64               `json:"total_weight"`
	UpdatedAt                      string              `json:"updated_at"`
	UserId                         *string             `json:"user_id"`
	BillingAddress                 wholeAddress        `json:"billing_address"`
	Customer                       wholeCustomer       `json:"customer"`
	DiscountApplications           []json.RawMessage   `json:"discount_applications"`
	Fulfillments                   []json.RawMessage   `json:"fulfillments"`
	LineItems                      []wholeLineItem     `json:"line_items"`
	PaymentTerms                   *string             `json:"payment_terms"`
	Refunds                        []json.RawMessage   `json:"refunds"`
	ShippingAddress                wholeAddress        `json:"shipping_address"`
	ShippingLines                  []wholeShippingLine `json:"shipping_lines"`
}

type wholeShippingLine struct {
	Id                            int64             `json:"id"`
	CarrierIdentifier             *string           `json:"carrier_identifier"`
	Code                          *string           `json:"code"`
	DiscountedPrice               string            `json:"discounted_price"`
	DiscountedPriceSet            wholeMoneySet     `json:"discounted_price_set"`
	IsRemoved                     bool              `json:"is_removed"`
	Phone                         *string           `json:"phone"`
	Price                         string            `json:"price"`
	PriceSet                      wholeMoneySet     `json:"price_set"`
	RequestedFulfillmentServiceId *string           `json:"requested_fulfillment_service_id"`
	Source                        string            `json:"source"`
	Title                         string            `json:"title"`
	TaxLines                      []json.RawMessage `json:"tax_lines"`
	DiscountAllocations           []json.RawMessage `json:"discount_allocations"`
}

type wholeLineItem struct {
	Id                         int64                  `json:"id"`
	AdminGraphqlApiId          string                 `json:"admin_graphql_api_id"`
	AttributedStaffs           []wholeAttributedStaff `json:"attributed_staffs"`
	CurrentQuantity            int64                  `json:"current_quantity"`
	FulfillableQuantity        int64                  `json:"fulfillable_quantity"`
	FulfillmentService         string                 `json:"fulfillment_service"`
	FulfillmentStatus          *string                `json:"fulfillment_status"`
	GiftCard                   bool                   `json:"gift_card"`
	Grams                      int64                  `json:"grams"`
	Name                       string                 `json:"name"`
	Price                      string                 `json:"price"`
	PriceSet                   wholeMoneySet          `json:"price_set"`
	ProductExists              bool                   `json:"product_exists"`
	ProductId                  int64                  `json:"product_id"`
	Properties                 []json.RawMessage      `json:"properties"`
	Quantity                   int64                  `json:"quantity"`
	RequiresShipping           bool                   `json:"requires_shipping"`
	Sku                        string                 `json:"sku"`
	Taxable                    bool                   `json:"taxable"`
	Title                      string                 `json:"title"`
	TotalDiscount              string                 `json:"total_discount"`
	TotalDiscountSet           wholeMoneySet          `json:"total_discount_set"`
	VariantId                  int64                  `json:"variant_id"`
	VariantInventoryManagement string                 `json:"variant_inventory_management"`
	VariantTitle               *string                `json:"variant_title"`
	Vendor                     *string                `json:"vendor"`
	TaxLines                   []json.RawMessage      `json:"tax_lines"`
	Duties                     []json.RawMessage      `json:"duties"`
	DiscountAllocations        []json.RawMessage      `json:"discount_allocations"`
}

type wholeAttributedStaff struct {
	Id       string `json:"id"`
	Quantity int64  `json:"quantity"`
}

type wholeCustomer struct {
	Id                    int64                      `json:"id"`
	Email                 string                     `json:"email"`
	CreatedAt             *string                    `json:"created_at"`
	UpdatedAt             *string                    `json:"updated_at"`
	FirstName             string                     `json:"first_name"`
	LastName              string                     `json:"last_name"`
	State                 string                     `json:"state"`
	Note                  *string                    `json:"note"`
	VerifiedEmail         bool                       `json:"verified_email"`
	MultipassIdentifier   *string                    `json:"multipass_identifier"`
	TaxExempt             bool                       `json:"tax_exempt"`
	Phone                 *string                    `json:"phone"`
	EmailMarketingConsent wholeEmailMarketingConsent `json:"email_marketing_consent"`
	SmsMarketingConsent   *string                    `json:"sms_marketing_consent"`
	Tags                  string                     `json:"tags"`
	Currency              string                     `json:"currency"`
	TaxExemptions         []json.RawMessage          `json:"tax_exemptions"`
	AdminGraphqlApiId     string                     `json:"admin_graphql_api_id"`
	DefaultAddress        wholeDefaultAddres         `json:"default_address"`
}

type wholeDefaultAddres struct {
	Id           int64   `json:"id"`
	CustomerId   int64   `json:"customer_id"`
	FirstName    *string `json:"first_name"`
	LastName     *string `json:"last_name"`
	Company      *string `json:"company"`
	Address1     string  `json:"address1"`
	Address2     *string `json:"address2"`
	City         string  `json:"city"`
	Province     string  `json:"province"`
	Country      string  `json:"country"`
	Zip          string  `json:"zip"`
	Phone        string  `json:"phone"`
	Name         string  `json:"name"`
	ProvinceCode string  `json:"province_code"`
	CountryCode  string  `json:"country_code"`
	CountryName  string  `json:"country_name"`
	Default      bool    `json:"default"`
}

type wholeEmailMarketingConsent struct {
	State            string  `json:"state"`
	OptInLevel       *string `json:"opt_in_level"`
	ConsentUpdatedAt *string `json:"consent_updated_at"`
}

type wholeAddress struct {
	FirstName    string  `json:"first_name"`
	Address1     string  `json:"address1"`
	Phone        string  `json:"phone"`
	City         string  `json:"city"`
	Zip          string  `json:"zip"`
	Province     string  `json:"province"`
	Country      string  `json:"country"`
	LastName     string  `json:"last_name"`
	Address2     *string `json:"address2"`
	Company      string  `json:"company"`
	Latitude     *string `json:"latitude"`
	Longitude    *string `json:"longitude"`
	Name         string  `json:"name"`
	CountryCode  string  `json:"country_code"`
	ProvinceCode string  `json:"province_code"`
}

type wholeMoneySet struct {
	ShopMoney        wholeMoney `json:"shop_money"`
	PresentmentMoney wholeMoney `json:"presentment_money"`
}

type wholeMoney struct {
	Amount       string `json:"amount"`
	CurrencyCode string `json:"currency_code"`
}
