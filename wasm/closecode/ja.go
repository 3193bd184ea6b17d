//go:build go1.23

package closecode

// Translation is a code's name and meaning in another language.
type Translation struct{ Name, Meaning string }

// Japanese returns the name and the meaning of c, registered or not, in Japanese.
func Japanese(c Code) Translation {
	i := 0
	for japanese[i].to < c {
		i++
	}
	return japanese[i].Translation
}

const (
	jaLibrary        = "ライブラリーのコード"
	jaLibraryMeaning = "ライブラリーやフレームワーク独自の未登録コード。意味はその文書を参照する。"
)

// japanese is in order and without gaps: each line begins after the one before, and the last ends at 65535.
var japanese = [...]struct {
	to Code
	Translation
}{
	{999, Translation{"未使用", "1000 未満のコードは存在しない。相手側はこれを送ってはならない。"}},
	{NormalClosure, Translation{"正常終了", "接続は目的を果たした。再接続は必要になったときだけでよい。"}},
	{GoingAway, Translation{"離脱", "サーバーの停止やページの移動により、一方が接続から離れた。短いランダムな時間をおいて再接続する。"}},
	{ProtocolError, Translation{"プロトコルエラー", "相手側が WebSocket プロトコル違反を検出した。プロキシかサーバーの不具合を疑うこと。再試行で直ることは少ない。"}},
	{UnsupportedData, Translation{"未対応のデータ", "テキストのみの相手にバイナリを送ったなど、扱えない種類のデータを受け取った。送る内容を変える。"}},
	{Reserved, Translation{"予約済み", "意味が未定義の予約コード。相手側はこれを送ってはならない。"}},
	{NoStatusRcvd, Translation{"ステータスなし", "Close フレームにコードがなかった。正しい手順で閉じられたが、理由は示されていない。"}},
	{AbnormalClosure, Translation{"異常終了", "接続が確立しなかったか、Close フレームなしで切れた。ブラウザーは原因を明かさないため、サーバー側を調べ、間隔を広げながら再接続する。"}},
	{InvalidFramePayloadData, Translation{"不正なペイロード", "UTF-8 でないテキストなど、メッセージの内容が種類と矛盾していた。送信側を修正する。"}},
	{PolicyViolation, Translation{"ポリシー違反", "相手側が独自の規則により拒否した。認証情報が原因のことが多い。解決してから再接続する。"}},
	{MessageTooBig, Translation{"メッセージ過大", "メッセージが相手側の上限を超えた。小さく分けて送るか、上限を引き上げる。"}},
	{MandatoryExtension, Translation{"必須拡張の不足", "クライアントに必要な拡張をサーバーが受け入れなかった。クライアントだけが送るコードであり、サーバーから届いた場合はサーバーを修正する。"}},
	{InternalError, Translation{"内部エラー", "相手側で想定外の事態が起きた。サーバーのログを確認し、数秒おいて再接続する。"}},
	{ServiceRestart, Translation{"サービス再起動", "サーバーが再起動する。5〜30 秒のランダムな時間をおいて再接続する。"}},
	{TryAgainLater, Translation{"後で再試行", "サーバーが過負荷の状態にある。別のアドレスに接続するか、十分に時間をおくか、利用者の操作を待って再接続する。"}},
	{BadGateway, Translation{"不正なゲートウェイ", "ゲートウェイが背後のサーバーから不正な応答を受け取った（HTTP 502 に相当）。間隔を広げながら再接続する。"}},
	{TLSHandshake, Translation{"TLS ハンドシェイク失敗", "証明書の問題などで TLS ハンドシェイクに失敗した。ブラウザーは代わりに 1006 を返す。相手側はこれを送ってはならない。"}},
	{2999, Translation{"未割り当て", "プロトコルの将来の版や拡張のための領域。定義されるまで、相手側はこれを送ってはならない。"}},
	{Unauthorized, Translation{"未認証", "認証情報がないか、無効になっている（HTTP 401 に相当）。更新してから再接続する。"}},
	{3002, Translation{jaLibrary, jaLibraryMeaning}},
	{Forbidden, Translation{"アクセス禁止", "この認証情報では許可されていない（HTTP 403 に相当）。同じ認証情報で再接続しても変わらない。"}},
	{3007, Translation{jaLibrary, jaLibraryMeaning}},
	{Timeout, Translation{"タイムアウト", "処理に時間がかかりすぎた（HTTP 408 に相当）。間隔を広げながら再接続する。"}},
	{3899, Translation{jaLibrary, jaLibraryMeaning}},
	{3915, Translation{jaLibrary + "（対応コード）", "ページからは送れないコードの代わりに wsclose が送るコード。3901〜3915 は 1001〜1015、3900 はそれ以外に対応する。"}},
	{3999, Translation{jaLibrary, jaLibraryMeaning}},
	{4999, Translation{"アプリケーションのコード", "このアプリケーションだけの取り決め。意味はサーバーの作者に確認する。"}},
	{65535, Translation{"未定義", "4999 を超えるコードは存在しない。相手側はこれを送ってはならない。"}},
}
