package words

import (
	"fmt"
	"time"

	"quintet/bench/samples"
)

// What the live page says of itself. Numbers and sentences about the run are those of the report.
const (
	LiveAbort        = "End the run…"
	LiveAbortAsk     = "The load stops now. What was measured until then is kept and reported."
	LiveAbortConfirm = "End it now"
	LiveAborting     = "The run is being ended."
	LiveAnchor       = "Skip to the verdict so far"
	LiveNow          = "Now"
	LiveSoFar        = "What the run says so far"
	LiveChanges      = "What can still change it"
	LiveNoLook       = "Nothing is measured yet."
	LiveStarting     = "The run has not begun to send."
	LiveOver         = "The load is over; the report is being made."
	LiveNoReport     = "The run has ended without a report; its terminal says why."
	LiveGone         = "The folder of the run is gone, so there is nothing to follow any more."
	LiveLost         = "The connection is lost; trying again."
	LiveEnded        = "The program that served this page has ended. The report lies in the run's folder."
	LiveNoScript     = "Without script this page shows the numbers of every few seconds and no figures."
	LiveNoFile       = "The report has no such file."
	LiveNotNow       = "This run cannot be ended from here."
	LiveNoFigure     = "Nothing to draw yet."
	LiveEvents       = "Events"
	LiveFailed       = "Failures so far"
	LiveNoneFailed   = "No hit of a measured phase has failed."
	LiveFigures      = "Over time"
	LiveHeatLegend   = "The darker, the more hits of the slot."
)

// LiveTitle names the page of a run: "chat-heavy on embedded, live".
func LiveTitle(scenario, stack string) string { return On(scenario, stack) + ", live" }

// LiveTrial names the trial that goes on, "" for the only one of a run: "trial 2 of 4 (cache off)".
func LiveTrial(m *samples.Manifest) string {
	if m.Trials == 1 || m.Trial == 0 {
		return ""
	}
	text := TrialNumber(m.Trial)
	if m.Trials > 1 {
		text += fmt.Sprintf(" of %d", m.Trials)
	}
	if len(m.Configuration) > 0 {
		text += " (" + Settings(m.Configuration) + ")"
	}
	return text
}

// LivePhase is where in the schedule a trial is: "phase steady, 2 of 3".
func LivePhase(m *samples.Manifest, phase int) string {
	if phase >= len(m.Phases) {
		return ""
	}
	name := m.Phases[phase].Name
	if !m.Phases[phase].Measure {
		name = PhaseNotMeasured(name)
	}
	return fmt.Sprintf("phase %s, %d of %d", name, phase+1, len(m.Phases))
}

// LiveLeft is how much of a schedule is left: "24 s left of 60 s".
func LiveLeft(reached, planned float64) string {
	return liveSeconds(max(0, planned-reached)) + " left of " + liveSeconds(planned)
}

func liveSeconds(s float64) string {
	return (time.Duration(s) * time.Second).String()
}

// LiveAsOf is when the verdict so far was worked out, and that it is not each time.
func LiveAsOf(at float64) string { return "As of " + Offset(at) + " into the load." }

// LiveUnreadable says that the record cannot be followed, and that the run goes on all the same.
func LiveUnreadable(err error) string {
	return "The record cannot be followed (" + err.Error() + "); the run itself does not depend on that."
}

// Labels of the numbers of this instant.
const (
	LiveSendLag   = "send lag p99"
	LivePhaseName = "this phase so far"
	LiveAllOfIt   = "all phases so far"
	LiveProcesses = "CPU"

	LiveConnections = "connections"
)

// LiveConnectionsOf names the open connections of one of several lines of generators.
func LiveConnectionsOf(source string) string { return LiveConnections + " of " + source }

// LiveLastSeconds heads the numbers of the last whole slot.
func LiveLastSeconds(width float64) string {
	if width == 1 {
		return "last second"
	}
	return "last " + Seconds(width)
}

// LiveStorage names the bytes of object storage in a direction: "storage read".
func LiveStorage(direction string) string { return "storage " + direction }
