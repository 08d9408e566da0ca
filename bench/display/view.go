package display

import (
	"fmt"
	"math"
	"strings"
	"time"

	"quintet/bench/ledger"
	"quintet/bench/load"
	"quintet/bench/runner"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// view is everything a look at a run shows, at one instant.
type view struct {
	runner.Live
	stack string
	// inStage is how long the stage has lasted.
	inStage time.Duration
}

// lookAt looks at a run.
func lookAt(r *runner.Runner, now time.Time) view {
	v := view{Live: r.Live(), stack: r.StackName}
	v.inStage = now.Sub(v.Since)
	return v
}

// Stage is what a run does in a line, "" while it plays a load whose hits are recorded as they end.
func Stage(r *runner.Runner) string {
	v := lookAt(r, time.Now())
	if v.Stage == "" || v.Playing() && r.Generators == 0 {
		return ""
	}
	return line(v)
}

// title names what runs: "chat-heavy · embedded · trial 2/4 (cache off)".
func (v view) title() string {
	parts := []string{v.Trial.Scenario.Name, v.stack}
	if v.Trial.Of != 1 {
		text := words.TrialNumber(v.Trial.Number)
		if v.Trial.Of > 1 {
			text += fmt.Sprintf("/%d", v.Trial.Of)
		}
		if len(v.Trial.Configuration) > 0 {
			text += " (" + words.Settings(v.Trial.Configuration) + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
}

// phase is the phase that runs, and planned how long all take together.
func (v view) phase() (p samples.Phase, planned time.Duration) {
	return v.Phases[min(v.Load.Phase, len(v.Phases)-1)], v.Phases[len(v.Phases)-1].End
}

// line is a look in one line.
func line(v view) string {
	if !v.Playing() {
		text := v.title() + " · " + string(v.Stage)
		if v.Stage == runner.Seeding && v.Seeding.Rows > 0 {
			text = v.title() + " · " + seedLine(v.Seeding)
		}
		if v.Stage == runner.Checking && v.Checking.Entries > 0 {
			text = v.title() + " · " + checkLine(v.Checking)
		}
		return text
	}
	p, planned := v.phase()
	s := v.Load.Second
	return fmt.Sprintf("%s · %s · %s of %s · due %s done %s · p50 %s p99 %s · failures %s · in flight %d", v.title(), p.Name,
		seconds(v.Load.Elapsed), seconds(planned), perSecond(s.Due, s), perSecond(s.Done, s), duration(v.Load.InPhase.P50), duration(v.Load.InPhase.P99),
		failures(v.Load.Total), v.Load.InFlight)
}

// block is a look in at most twelve lines.
func block(v view, width int) []string {
	if v.Stage == "" {
		return nil
	}
	barWidth := max(10, width/4)
	if !v.Playing() {
		if v.Stage == runner.Seeding && v.Seeding.Rows > 0 {
			part := float64(v.Seeding.Done) / float64(v.Seeding.Rows)
			return []string{v.title() + " · " + string(v.Stage) + "  " + bar(part, barWidth), "  " + seedLine(v.Seeding)}
		}
		if v.Stage == runner.Checking && v.Checking.Entries > 0 {
			part := float64(v.Checking.Done) / float64(v.Checking.Entries)
			return []string{v.title() + " · " + string(v.Stage) + "  " + bar(part, barWidth), "  " + checkLine(v.Checking)}
		}
		return []string{fmt.Sprintf("%s · %s  %s", v.title(), v.Stage, seconds(v.inStage))}
	}
	p, planned := v.phase()
	second, inPhase := v.Load.Second, v.Load.InPhase
	left := max(0, planned-v.Load.Elapsed)
	lines := []string{
		fmt.Sprintf("%s · phase %s %d/%d  %s  %s left of %s", v.title(), p.Name, v.Load.Phase+1, len(v.Phases),
			bar(v.Load.Elapsed.Seconds()/planned.Seconds(), barWidth), seconds(left), seconds(planned)),
		fmt.Sprintf("  due %-11s sent %-11s done %-11s in flight %-5d failures %s", perSecond(second.Due, second), perSecond(second.Sent, second),
			perSecond(second.Done, second), v.Load.InFlight, failures(v.Load.Total)),
		fmt.Sprintf("  response    p50 %-9s p99 %-9s max %-9s last second p99 %s", duration(inPhase.P50), duration(inPhase.P99), duration(inPhase.Max),
			duration(second.P99)),
	}
	lines = append(lines, "  "+strings.Join(v.stores(), "   "))
	lines = append(lines, fmt.Sprintf("  cpu  %ssend lag p99 %s   %d connections", v.processors(), duration(second.Lag), v.Load.Connections))
	if text := failureClasses(v.Load.Total); text != "" {
		lines = append(lines, "  failed  "+text)
	}
	if v.Scraped.LastGap != "" {
		lines = append(lines, "  not scraped  "+v.Scraped.LastGap)
	}
	return lines
}

// stores is what the API's own metrics say.
func (v view) stores() []string {
	parts := []string{"cache hit " + words.Ratio(v.Scraped.CacheHitRatio)}
	if !math.IsNaN(v.Scraped.StorageBytes) {
		parts = append(parts, "storage "+words.ByteRate(v.Scraped.StorageBytes))
	}
	if i := v.Load.Slowest; i >= 0 && i < len(v.Load.Operations) {
		o := v.Load.Operations[i]
		parts = append(parts, fmt.Sprintf("slowest: %s p99 %s", o.Name, duration(o.PhaseP99)))
	}
	return parts
}

// processors is the CPU use of the API's replicas together, of the other processes together, and of the generator.
func (v view) processors() string {
	var api, stores, generator float64
	var any [3]bool
	generator, any[2] = v.Load.Cores, v.Load.Cores > 0
	for source, cores := range v.Scraped.CPU {
		switch {
		case source == "generator", source == "coordinator":
			generator, any[2] = generator+cores, true
		case strings.HasPrefix(source, "api"):
			api, any[0] = api+cores, true
		default:
			stores, any[1] = stores+cores, true
		}
	}
	var b strings.Builder
	for i, part := range []struct {
		name  string
		cores float64
	}{{"api", api}, {"stores", stores}, {"generator", generator}} {
		if any[i] {
			fmt.Fprintf(&b, "%s %s   ", part.name, words.Cores(math.Round(part.cores*100)/100))
		}
	}
	return b.String()
}

// failureClasses lists the classes of failures that there are, as "status 12, timeout 3".
func failureClasses(w load.Window) string {
	var parts []string
	for class, n := range w.Failures {
		if n > 0 && samples.Failure(class) != samples.OK {
			parts = append(parts, fmt.Sprintf("%s %s", samples.Failure(class), words.Count(float64(n))))
		}
	}
	return strings.Join(parts, ", ")
}

func failures(w load.Window) string {
	if w.Done == 0 {
		return "0"
	}
	return fmt.Sprintf("%s (%s)", words.Count(float64(w.Failed)), words.Ratio(float64(w.Failed)/float64(w.Done)))
}

func perSecond(n uint64, w load.Window) string {
	if w.Length <= 0 {
		return words.Absent
	}
	return words.Rate(math.Round(float64(n) / w.Length.Seconds()))
}

func duration(d time.Duration) string {
	if d <= 0 {
		return words.Absent
	}
	return words.Seconds(d.Seconds())
}

func seconds(d time.Duration) string { return d.Round(time.Second).String() }

// checkLine is the progress of reading back in words, with the time that is left.
func checkLine(p ledger.Progress) string {
	text := fmt.Sprintf("reading back %s of %s writes", words.Count(float64(p.Done)), words.Count(float64(p.Entries)))
	if left := p.Left(); left > 0 {
		text += ", " + seconds(left) + " left"
	}
	return text
}
