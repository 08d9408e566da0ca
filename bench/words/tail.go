package words

import (
	"fmt"

	"quintet/bench/analysis"
)

// tailTime states where the slowest 1 % spend their time, with the number of hits that this rests on.
func tailTime(v analysis.TailTime) string {
	if text := tailUnsaid(v); text != "" {
		return text
	}
	p := v.Largest
	text := fmt.Sprintf("the slowest %s (%s hits from %s) spend %s of their time %s, against %s for all hits (%s a hit instead of %s)", tailPart(v.Hits, v.Of),
		Count(float64(v.Hits)), Seconds(v.From), wholePercent(p.Share), place(p.Place), wholePercent(p.Usual), Seconds(p.Time), Seconds(p.UsualTime))
	if v.Explains {
		text += ": most of what they take longer"
	}
	if len(v.Risen) > 0 {
		text += "; more than usual is spent " + list(v.Risen, func(p analysis.TailPlace) string {
			return fmt.Sprintf("%s (%s against %s, %s instead of %s)", place(p.Place), wholePercent(p.Share), wholePercent(p.Usual), Seconds(p.Time), Seconds(p.UsualTime))
		})
	}
	return text
}

// tailUnsaid is why it is not said where slow hits spend their time, "" when it is.
func tailUnsaid(v analysis.TailTime) string {
	switch v.Unsaid {
	case analysis.TailNotRecorded:
		return "it was not recorded where the slowest hits spend their time"
	case analysis.TailFew:
		return fmt.Sprintf("the slowest 1 %% are %s, too few to say where such hits spend their time", Counted(int(v.Hits), "hit"))
	case analysis.TailTied:
		return "most hits took as long as the slowest 1 %, so nothing sets those apart"
	}
	return ""
}

// tailPart is how large a part of all hits the slowest are: 1 %, or more where many took equally long.
func tailPart(hits, of uint64) string { return tailShare(float64(hits) / float64(of)) }

func tailShare(part float64) string {
	if part < 0.015 {
		return "1 %"
	}
	return wholePercent(part)
}

// Slowest names a row of so many slow hits of all: "slowest 1 % (12)".
func Slowest(hits, of uint64) string {
	return fmt.Sprintf("slowest %s (%s)", tailPart(hits, of), Count(float64(hits)))
}

// tailSentence states in a headline where the slowest 1 % of the hits of a trial spend their time, and what rose.
func tailSentence(v analysis.TailTime, of string) string {
	if text := tailUnsaid(v); text != "" {
		return sentence(of + text + ".")
	}
	slowest, part, where := of+"the slowest "+tailPart(v.Hits, v.Of), wholePercent(v.Largest.Share), place(v.Largest.Place)
	text := fmt.Sprintf("%s spend more time %s than anywhere else (%s)", slowest, where, part)
	if v.Largest.Share > 0.5 {
		text = fmt.Sprintf("%s spend most of their time %s (%s)", slowest, where, part)
	}
	if len(v.Risen) > 0 {
		p := v.Risen[0]
		text += fmt.Sprintf(", and more than usual %s (%s against %s)", place(p.Place), wholePercent(p.Share), wholePercent(p.Usual))
	}
	return sentence(text + ".")
}
