package neo4j

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"quintet/api/store"
)

// constraints are those that make ids unique, each with the index that finds them. They are also what makes MERGE of a node safe:
// it locks the id's entry of the index, whether or not there is one yet.
var constraints = [...]string{
	`CREATE CONSTRAINT user_id IF NOT EXISTS FOR (u:User) REQUIRE u.id IS UNIQUE`,
	`CREATE CONSTRAINT group_id IF NOT EXISTS FOR (g:Group) REQUIRE g.id IS UNIQUE`,
	// After a crash an index may have to be filled again, and until then statements would be planned without it.
	`CALL db.awaitIndexes(300)`,
}

// Schema is the text of all that makes the schema: data that somebody keeps is of this version when it was made with the same text.
func Schema() string { return strings.Join(constraints[:], "\n") }

// constrain makes the constraints that are missing. Processes that do so at once may find them made by another in between, or
// run into one another; both are tried again.
func (d *DB) constrain(ctx context.Context) error {
	for _, text := range constraints {
		s := merge(text, nil)
		s.retryTime = loadRetryTime
		if _, err := d.withoutTimeout(ctx, "make constraints", s); err != nil {
			return err
		}
	}
	return nil
}

// readOnly is in all codes with which a server refuses to write.
const readOnly = "ReadOnly"

// Ping implements store.Pinger: it reads a node and writes one that is there for that.
func (d *DB) Ping(ctx context.Context) error {
	act := "ping neo4j"
	_, err := d.call(ctx, act, read(`MATCH (u:User) RETURN u.id LIMIT 1`, nil))
	if err != nil {
		return err
	}
	_, err = d.call(ctx, act, merge(`MERGE (p:Probe {id: 0}) SET p.at = timestamp()`, nil))
	var said *neo4j.Neo4jError
	if errors.As(err, &said) && strings.Contains(said.Code, readOnly) {
		return fmt.Errorf("%s: %w: %w", act, store.ErrReadOnly, err)
	}
	return err
}

// Version implements store.Versioner, with the edition.
func (d *DB) Version(ctx context.Context) (string, error) {
	act := "read version of neo4j"
	result, err := d.call(ctx, act, read(`CALL dbms.components() YIELD name, versions, edition
		WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version, edition`, nil))
	if err != nil {
		return "", err
	}
	if len(result.Records) != 1 {
		return "", store.Wrap(act, errors.New("server does not tell"))
	}
	version, _, err := neo4j.GetRecordValue[string](result.Records[0], "version")
	if err != nil {
		return "", store.Wrap(act, err)
	}
	edition, _, err := neo4j.GetRecordValue[string](result.Records[0], "edition")
	if err != nil {
		return "", store.Wrap(act, err)
	}
	if edition != "" {
		edition = " " + strings.ToUpper(edition[:1]) + edition[1:]
	}
	return "Neo4j " + version + edition, nil
}

// Counts implements store.Counter for friendships and memberships. The server keeps these counts beside the data, exactly, so
// it takes no longer when there are more.
func (d *DB) Counts(ctx context.Context) (map[string]int64, error) {
	const act = "count relationships"
	result, err := d.call(ctx, act, read(`RETURN COUNT { ()-[:FRIEND]->() } AS friendships, COUNT { ()-[:MEMBER_OF]->() } AS memberships`, nil))
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, r := range result.Records {
		for _, kind := range r.Keys {
			if counts[kind], err = integer(r, kind); err != nil {
				return nil, store.Wrap(act, err)
			}
		}
	}
	return counts, nil
}
