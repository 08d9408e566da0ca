package serve

import (
	"net/http"

	"quintet/bench/comparison"
	"quintet/bench/history"
	"quintet/bench/page"
	"quintet/bench/web"
	"quintet/bench/words"
)

// styleSheets are those beside the kit's, by their names below style/.
func styleSheets() map[string]string {
	own, _ := files.ReadFile("style/serve.css") // embedded: it is there
	return map[string]string{"serve.css": string(own), "history.css": history.Style(), "compare.css": comparison.Style()}
}

// list is the first page: all runs that are as asked for.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	all, err := s.runs.Runs()
	if err != nil {
		web.Problem(w, r, http.StatusInternalServerError, words.NoList(err.Error()))
		return
	}
	q := r.URL.Query()
	filter := history.Filter{Scenario: q.Get("scenario"), Stack: q.Get("stack"), Verdict: q.Get("verdict"), Label: q.Get("label"), Text: q.Get("text"), Order: q.Get("order")}
	above := sheet{Forms: []form{filterForm(all, filter), {ID: "pick", Action: "compare", Hint: words.CompareHint, Submit: words.CompareChosen}}}
	for i := range all {
		if k := &all[i]; k.GoesOn {
			above.Links = append(above.Links, page.Way{Text: words.LiveRun(k.Name), Page: k.Address})
		}
	}
	if len(all) == 0 {
		above.Forms = nil
	}
	sv := served(r, "/", "history.css")
	if sv.Above, err = fragment("above.html", above); err != nil {
		write(w, r, nil, err)
		return
	}
	text, err := history.Page(s.name(), filter.Of(all), len(all), sv)
	write(w, r, text, err)
}

// filterForm has what is asked for; the values of its choices are those that runs have.
func filterForm(all []history.Run, f history.Filter) form {
	of := func(values func(k *history.Run) []string) []string { return history.Choices(all, values) }
	order := choice("order", words.OrderLabel, f.Order, "", history.Orders())
	for i := range order.Options {
		order.Options[i].Label = words.OrderName(order.Options[i].Value)
	}
	return form{ID: "filter", Action: ".", Submit: words.Choose, Fields: []field{
		choice("scenario", words.ScenarioLabel, f.Scenario, words.AnyOfThem, of(func(k *history.Run) []string { return []string{k.Scenario} })),
		choice("stack", words.StackLabel, f.Stack, words.AnyOfThem, of(func(k *history.Run) []string { return []string{k.Stack} })),
		choice("verdict", words.VerdictLabel, f.Verdict, words.AnyOfThem, history.Verdicts()),
		choice("label", words.LabelLabel, f.Label, words.AnyOfThem, of(func(k *history.Run) []string { return k.Notes.Labels })),
		{Kind: "text", Name: "text", Label: words.TextLabel, Value: f.Text, Longest: 200},
		order,
	}}
}
