package local

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// options are what the command line says.
type options struct {
	addr, data, dynamodb, table string
	verbose                     bool
	command                     string // "" starts the program
	args                        []string
	mail, order                 string // of send
	show                        bool   // of shop
	compare                     bool   // of rebuild
	skip                        bool   // of rehearse
	with                        string // of rehearse: a file with changed rules
}

// errHelp says that help was asked for and printed.
var errHelp = errors.New("help was asked for")

// usage is the whole help.
const usage = `Earshot on this machine: purchases come in, mails go to an inbox, answers become a number.

  go run . [flags]                    starts it, with a demo shop, and prints where everything is
  go run . explain ORDER|ADDRESS|TOKEN    what is known, what was decided and why, what happens next
  go run . send PLATFORM EVENT -mail ADDRESS -order NUMBER
                                      builds and signs one webhook and posts it to the running program
                                      PLATFORM  shopify, woocommerce, standard
                                      EVENT     created, paid, fulfilled, delivered, cancelled, refunded
  go run . rebuild [-compare]         counts all facts anew and mends the counters; -compare mends nothing
  go run . shop FILE                  writes a shop and its connections from a JSON file ("-" is standard input)
  go run . shop -show [SHOP]          prints a shop as such a file, without its secrets
  go run . rehearse FILE [SHOP] [-with RULES] [-skip]
                                      what a shop's rules would have done with past orders: an orders export of
                                      Shopify or WooCommerce (CSV), our own CSV, or standard events (JSON); "-" is
                                      standard input. -with compares with changed rules, a JSON file such as
                                      {"ramp": 200}; -skip leaves out lines that cannot be read
  go run . erase ADDRESS              forgets a person, for good
  go run . restored -table NAME       lets a table that was restored from a backup send again, without what was due

A command asks the running program where that holds the data file, and opens the file itself where not.

Flags, anywhere on the line:
  -addr ADDRESS    where to listen (localhost:8080; the next port where that is taken)
  -data FILE       the data file (%s)
  -dynamodb URL    keeps everything on DynamoDB Local at URL instead of the file
  -table NAME      runs a command on a table on AWS; region and credentials come from the environment
  -v               logs what is received, too
  -h               this help

Press Ctrl+C to end it. Everything is kept for the next start; delete the data file to begin anew.
`

// parse reads the command line. Flags may stand anywhere.
func parse(args []string, data string, out io.Writer) (options, error) {
	o := options{}
	set := flag.NewFlagSet("earshot", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&o.addr, "addr", "localhost:8080", "")
	set.StringVar(&o.data, "data", data, "")
	set.StringVar(&o.dynamodb, "dynamodb", "", "")
	set.StringVar(&o.table, "table", "", "")
	set.BoolVar(&o.verbose, "v", false, "")
	set.StringVar(&o.mail, "mail", "", "")
	set.StringVar(&o.order, "order", "", "")
	set.BoolVar(&o.show, "show", false, "")
	set.BoolVar(&o.compare, "compare", false, "")
	set.BoolVar(&o.skip, "skip", false, "")
	set.StringVar(&o.with, "with", "", "")
	var words []string
	for len(args) > 0 {
		if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
			_, err := fmt.Fprintf(out, usage, data)
			return o, errors.Join(errHelp, err)
		} else if err != nil {
			return o, fmt.Errorf("%w; -h tells all flags", err)
		}
		if args = set.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if len(words) > 0 {
		o.command, o.args = words[0], words[1:]
	}
	return o, o.check()
}

// check says what of a command line cannot be meant.
func (o options) check() error {
	wants := map[string][2]int{"": {0, 0}, "help": {0, 0}, "explain": {1, 1}, "send": {2, 2}, "rebuild": {0, 0}, "shop": {0, 1}, "rehearse": {1, 2}, "erase": {1, 1}, "restored": {0, 0}}
	n, known := wants[o.command]
	switch {
	case !known:
		return fmt.Errorf("there is no command %q; -h tells all", o.command)
	case len(o.args) < n[0] || len(o.args) > n[1] || (o.command == "shop" && len(o.args) == 0 && !o.show):
		return fmt.Errorf("%s is used like this: %s", cmp.Or(o.command, "the program"), usageOf(o.command))
	case o.command == "send" && (o.mail == "" || o.order == ""):
		return errors.New("send needs -mail ADDRESS and -order NUMBER")
	case o.table != "" && (o.command == "" || o.command == "send"):
		return errors.New("-table is for explain, rebuild, shop, erase and restored: on AWS the functions run the rest")
	case o.table != "" && o.dynamodb != "":
		return errors.New("-table is on AWS and -dynamodb on this machine: choose one")
	case o.data == "":
		return errors.New("there is no folder for the data file: name a file with -data")
	}
	return nil
}

// usageOf is the line of the help that tells of a command.
func usageOf(command string) string {
	lines := strings.Split(usage, "\n")
	i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "  go run . "+command) })
	line, _, _ := strings.Cut(strings.TrimSpace(lines[max(i, 0)]), "    ")
	return line
}
