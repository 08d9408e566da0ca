package workload

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"sync"
	"time"

	"github.com/google/uuid"

	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

// Epoch is the instant at which seeding ends: seeded rows are older, what a run writes is younger. It is fixed, so that the same seed is the same data whenever it is made.
var Epoch = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// history is how far back seeded messages and notifications reach.
const history = 90 * 24 * time.Hour

// The laws of how rows spread over their owners.
const (
	// Facebook's degrees have median 99, mean 191 and a cap of 5,000 (workloads.md); a lognormal with that median and mean has
	// sigma sqrt(2 ln(191/99)). Only the proportions matter: the sum is the scenario's.
	degreeMedian, degreeSigma, degreeCap = 99, 1.1464, 5000
	// No public source tells how messages spread over conversations: lognormal with this sigma puts half of the messages into the
	// largest 12 % of them. An assumption.
	eventSigma, eventCap = 1.2, 200
	// Groups: 60 % of size 2, the rest lognormal with median 8 up to 256, and one in a thousand of thousands (workloads.md);
	// sigma 1 is an assumption.
	pairShare, tailShare                = 0.6, 0.001
	groupMedian, groupSigma, groupCap   = 8, 1, 256
	tailGroupSmallest, tailGroupLargest = 1000, 5000
)

// Dataset is the data of a scenario. All rows are a function of the scenario's data set and a seed; i counts from 0. It is safe
// for concurrent use.
type Dataset struct {
	spec scenario.Dataset
	seed uint64

	content, fileSizes sizes
	messages           blocks // of conversations
	notifications      blocks // of users
	stubs              blocks // of users: each friendship is two stubs
	members            blocks // of groups

	pairing   permutation
	repair    sync.Once
	repaired  repairs
	stamp     sync.Once
	stampText string
}

// NewDataset lays out a data set. It costs one pass over users, conversations and groups; no row is made.
func NewDataset(d scenario.Dataset, seed uint64) *Dataset {
	s := &Dataset{spec: d, seed: seed, content: newSizes(d.ContentBytes), fileSizes: newSizes(d.FileBytes)}
	users, groups := max(0, d.Users), max(0, d.Groups)
	events := newLognormal(1, eventSigma, eventCap)
	weight := func(purpose uint64, law lognormal) func(int) uint64 {
		return func(i int) uint64 {
			r := splitmix.For(seed, purpose, uint64(i))
			return uint64(math.Round(law.at(r.Float())*1024)) + 1
		}
	}
	s.messages = apportion(rowsOf(d.Messages, d.Conversations), int(d.Conversations), 1, math.MaxInt64, weight(forConversationSize, events))
	s.notifications = apportion(rowsOf(d.Notifications, users), int(users), 1, math.MaxInt64, weight(forNotificationSize, events))
	base := int64(0)
	if 2*d.Friendships >= users {
		base = 1
	}
	s.stubs = apportion(rowsOf(2*d.Friendships, users), int(users), base, max(0, users-1),
		weight(forDegree, newLognormal(degreeMedian, degreeSigma, degreeCap)))
	s.members = apportion(rowsOf(d.Memberships, groups), int(groups), 2, users, s.groupWeight(groups))
	s.pairing = newPermutation(uint64(s.stubs.total()), splitmix.For(seed, forPairing, 0))
	return s
}

// rowsOf is how many rows there can be: none without owners.
func rowsOf(rows, owners int64) int64 {
	if owners <= 0 {
		return 0
	}
	return max(0, rows)
}

// groupWeight returns how many members above two a group wants. Groups take the quantiles of the law in a random order
// instead of drawing them, so that the shares hold in small data sets too.
func (d *Dataset) groupWeight(groups int64) func(int) uint64 {
	if groups == 0 {
		return nil
	}
	order := newPermutation(uint64(groups), splitmix.For(d.seed, forGroupSize, 0))
	law := newLognormal(groupMedian, groupSigma, groupCap)
	return func(i int) uint64 {
		u := (float64(order.at(uint64(i))) + 0.5) / float64(groups)
		switch {
		case u < pairShare:
			return 0
		case u < 1-tailShare:
			wanted := law.at((u - pairShare) / (1 - tailShare - pairShare))
			return uint64(math.Round(max(wanted-2, 0.5) * 64))
		default:
			place := (u - (1 - tailShare)) / tailShare
			return uint64(math.Round((tailGroupSmallest + place*(tailGroupLargest-tailGroupSmallest)) * 64))
		}
	}
}

// Rows returns the number of seeded rows by kind. Conversations are not rows: they exist through their messages.
func (d *Dataset) Rows() map[string]int64 {
	return map[string]int64{
		"users": max(0, d.spec.Users), "groups": max(0, d.spec.Groups),
		"messages": d.messages.total(), "notifications": d.notifications.total(),
		"friendships": d.stubs.total() / 2, "memberships": d.members.total(), "files": max(0, d.spec.Files),
	}
}

// fingerprintRows is how many rows of each kind, evenly spaced, go into a fingerprint.
const fingerprintRows = 256

// Fingerprint changes whenever a seeded byte would: it covers seed, counts, where every owner's rows begin, and rows of each
// kind evenly spaced over the data.
func (d *Dataset) Fingerprint() string {
	d.stamp.Do(func() {
		h := sha256.New()
		fmt.Fprintln(h, d.seed, d.spec.Users, d.spec.Groups, d.spec.Conversations, d.spec.Files, d.spec.ContentBytes, d.spec.FileBytes)
		for _, b := range []blocks{d.messages, d.notifications, d.stubs, d.members} {
			running := uint64(0)
			for _, start := range b.starts {
				running = splitmix.Mix(running ^ uint64(start) + splitmix.Golden)
			}
			fmt.Fprintln(h, len(b.starts), running)
		}
		rows := d.Rows()
		sample := func(kind string, row func(i int64) any) {
			count := rows[kind]
			for k := range min(count, fingerprintRows) {
				i := share(count, uint64(k), uint64(min(count, fingerprintRows)))
				fmt.Fprintln(h, kind, i, row(i))
			}
		}
		sample("users", func(i int64) any { return d.User(i) })
		sample("groups", func(i int64) any { return d.Group(i) })
		sample("messages", func(i int64) any { return d.Message(i) })
		sample("notifications", func(i int64) any { return d.Notification(i) })
		sample("friendships", func(i int64) any { return d.Friendship(i) })
		sample("memberships", func(i int64) any { return d.Membership(i) })
		sample("files", func(i int64) any {
			name, contentType, size, content := d.File(i)
			begin := make([]byte, min(size, 64))
			_, err := io.ReadFull(content, begin)
			return fmt.Sprint(name, contentType, size, begin, err)
		})
		d.stampText = hex.EncodeToString(h.Sum(nil)[:8])
	})
	return d.stampText
}

// eventID makes a UUIDv7 (RFC 9562, section 5.7) of an instant and random bits.
func eventID(at time.Time, r *splitmix.Sequence) uuid.UUID {
	id := randomID(r, 7)
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	return id
}

// randomID makes a UUID of random bits.
func randomID(r *splitmix.Sequence, version byte) uuid.UUID {
	var id uuid.UUID
	a, b := r.Next(), r.Next()
	for i := range 8 {
		id[i], id[8+i] = byte(a>>(8*i)), byte(b>>(8*i))
	}
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
	return id
}
