package metrics

import (
	"fmt"
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"quintet/api/store"
)

// pools reports connection pools: their state is asked for at each scrape, since the drivers keep it anyway.
type pools struct {
	inUse, idle, most, waits, waited *prometheus.Desc

	mu     sync.Mutex
	stores []pooled
}

type pooled struct {
	store string
	pools store.Pooler
}

func newPools() *pools {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("store_pool_"+name, help, []string{"store", "pool"}, nil)
	}
	return &pools{
		inUse:  desc("in_use", "Connections in use now."),
		idle:   desc("idle", "Connections that are open and not in use."),
		most:   desc("max", "Connections that may be open at most; 0 means no bound."),
		waits:  desc("waits_total", "How often a caller waited for a connection."),
		waited: desc("wait_seconds_total", "How long callers waited for a connection, in all."),
	}
}

// Pool reports the pools of a store from now on. A store that is there already is an error.
func (m *Metrics) Pool(name string, pools store.Pooler) error {
	p := m.pools
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.ContainsFunc(p.stores, func(s pooled) bool { return s.store == name }) {
		return fmt.Errorf("report pools: %s has been given before", name)
	}
	p.stores = append(p.stores, pooled{name, pools})
	return nil
}

// Describe implements prometheus.Collector.
func (p *pools) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{p.inUse, p.idle, p.most, p.waits, p.waited} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (p *pools) Collect(out chan<- prometheus.Metric) {
	p.mu.Lock()
	stores := slices.Clone(p.stores)
	p.mu.Unlock()
	for _, s := range stores {
		for _, pool := range s.pools.Pools() {
			for _, v := range []struct {
				desc  *prometheus.Desc
				kind  prometheus.ValueType
				value float64
			}{
				{p.inUse, prometheus.GaugeValue, float64(pool.InUse)},
				{p.idle, prometheus.GaugeValue, float64(pool.Idle)},
				{p.most, prometheus.GaugeValue, float64(pool.Max)},
				{p.waits, prometheus.CounterValue, float64(pool.Waits)},
				{p.waited, prometheus.CounterValue, pool.Waited.Seconds()},
			} {
				out <- prometheus.MustNewConstMetric(v.desc, v.kind, v.value, s.store, pool.Name)
			}
		}
	}
}
